import type { RandomState } from '@graph/random';
import type { GraphState } from './graph.js';
import type { Precision } from './kernels/kernels.js';
import type { Loss } from './losses/loss.js';
import type { ParameterValues } from './network-memory.js';
import type { Optimizer } from './optimizers/optimizer.js';

/** Everything of a network, in the order of its graph's edges and nodes; independent of how it is run. */
export type NetworkState = {
  readonly format: 'network';
  readonly graph: GraphState;
  /** `[nodes]`, the order in which they came into the network. */
  readonly birth: Int32Array;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly maxBatch: number;
  /** 0 if there is no limit. */
  readonly gradientClip: number;
  readonly precision: Precision;
  readonly steps: number;
  /** Powers of beta1 and beta2: multiplied up step by step, never raised. */
  readonly betaPowers: Float64Array;
  /** Each `[edges]` weights then `[nodes]` biases: `weights`, and what is kept beside them. */
  readonly parameters: ParameterValues;
  /** Strength of the protection. */
  readonly strength: number;
  readonly random: RandomState;
};
