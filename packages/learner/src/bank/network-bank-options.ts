import type { StateHeader } from '@graph/core';
import type { GraphState } from '../graph/graph.js';
import type { Precision } from '../kernels/kernels.js';
import type { Loss } from '../losses/loss.js';
import type { NetworkOptions } from '../network/network-options.js';
import type { ParameterValues } from '../network/parameter-values.js';
import type { Optimizer } from '../optimizers/optimizer.js';

/** How the networks of a bank learn, all in the same way; each gets its own seed. */
export type NetworkBankOptions = Omit<NetworkOptions, 'seed'>;

/** The whole state of a bank. */
export type NetworkBankState = StateHeader<'network-bank'> & {
  readonly graph: GraphState;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly maxBatch: number;
  /** 0 if there is no limit. */
  readonly gradientClip: number;
  readonly precision: Precision;
  /** Numbers below this were given to networks. */
  readonly count: number;
  /** Those of them that were removed; the last is given away first. */
  readonly free: Uint32Array;
  /** `[count]`: steps taken. */
  readonly steps: Float64Array;
  /** `[count, 2]`: powers of beta1 and beta2. */
  readonly betaPowers: Float64Array;
  /** Each `[count, edges + nodes]`: `weights`, and what the optimizer keeps beside them. */
  readonly parameters: ParameterValues;
};
