import type { Loss } from '../losses/loss.js';

/**
 * Computes a loss of the user's own and its derivatives. `outputs` and `gradients` are `[≥ rows, outputs]`: what the network
 * gives (logits, in front of a softmax), only to be read, and where to write ∂ loss / ∂ output; they are 0 at first.
 *
 * @returns the loss, whose derivatives these are: of all rows together, so a mean has its 1 / rows in them.
 */
export type OutputLoss = (outputs: Float32Array, gradients: Float32Array, rows: number) => number;

/** A part of a loss: weight · the mean over a group of rows of the loss of each. Only read, and may be used again. */
export type LossTerm = {
  /** Either cross-entropy wants linear outputs. It need not be the loss that the network was made with. */
  readonly loss: Loss;
  /** `[≥ rows of the group, outputs]`: labels, probabilities, or outputs that were stored (Buzzega et al. 2020). */
  readonly targets: Float32Array;
  /** First row of the group. Default 0. */
  readonly from?: number;
  /** Rows of the group. Default all to the end. */
  readonly rows?: number;
  /** Default 1. */
  readonly weight?: number;
  /**
   * `[outputs]`, or `[≥ rows of the group, outputs]`: 0 where an output takes no part, neither in a softmax nor in a mean
   * (as for asymmetric cross-entropy, Caccia et al. 2022). Default all take part.
   */
  readonly classes?: Uint8Array;
  /**
   * Of a softmax: outputs are divided by it, and the loss is multiplied by its square, so that gradients keep their size
   * (Hinton et al. 2015). > 0; default 1.
   */
  readonly temperature?: number;
  /** Of a softmax: the targets are logits too, and go through the same softmax. Default false. */
  readonly targetLogits?: boolean;
};
