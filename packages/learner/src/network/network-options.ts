import type { Batch } from '@graph/core';
import type { NdArray } from 'ndarray';
import type { Precision } from '../kernels/kernels.js';
import type { Loss } from '../losses/loss.js';
import type { Optimizer } from '../optimizers/optimizer.js';

/** How a network learns: loss, optimizer, seed and limits. */
export type NetworkOptions = {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Any safe integer: the weights that are drawn at the start, and at growth. */
  readonly seed: number;
  /** Most rows of one step, 1 to 65536. Default 256. */
  readonly maxBatch?: number;
  /** Upper bound of the Euclidean norm of the gradient, > 0. Default 0: no bound. */
  readonly gradientClip?: number;
  /**
   * `fast` lets the machine fuse multiplications and additions (relaxed SIMD) where the engine can: faster, but the bits
   * then depend on machine and engine, so that runs cannot be reproduced elsewhere. Call `enableFastKernels` of
   * `@graph/learner/fast` first. Default `strict`.
   */
  readonly precision?: Precision;
};

/** Rows to learn from: a `Batch` that is only read. */
export type TrainingBatch = Readonly<Batch>;

/** How one step differs from the next. */
export type StepOptions = {
  /** `[rows]`, how much each row counts; the loss is Σ weight · loss / rows. Default 1 each. */
  readonly rowWeights?: Float32Array | undefined;
};

/** How many rows to predict, and into what. */
export type PredictOptions = {
  /** Number of rows, default all of `inputs`. */
  readonly rows?: number;
  /** `[≥ rows, outputs]`, contiguous from offset 0: where to write. Default a new array. */
  readonly out?: NdArray<Float32Array>;
  /** Logits in place of the probabilities of a softmax. Default false. */
  readonly raw?: boolean;
};

/** What a network keeps for consolidation. */
export type ProtectOptions = {
  /** Whether to keep the path integrals of synaptic intelligence, within each step. Default false. */
  readonly path?: boolean;
};

/** What to prune, and how much of it. */
export type PruneOptions = {
  /** How many edges to remove at most, those of neurons that are removed with them counted; a whole number ≥ 0. */
  readonly edges: number;
  /**
   * Which ones: those of smallest |weight|, or of smallest saliency, weight² times the mean squared gradient: what their
   * removal costs (LeCun et al. 1990, with the Fisher information for the curvature). Default magnitude.
   */
  readonly by?: 'magnitude' | 'saliency';
  /** Rows for the mean squared gradients; default the optimizer's second moments. */
  readonly rows?: TrainingBatch;
};
