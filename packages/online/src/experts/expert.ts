import type { StateTree } from '@graph/core';
import type { Rescaling } from '../features/row-features.js';

/** The experts of a mixture: those that look at the labels before a row are first and last, and the networks are last. */
export const EXPERTS = [
  'no-change',
  'linear-lags',
  'constant',
  'linear',
  'hashed',
  'network',
  'network-plain',
  'network-lags',
] as const;

/** The first experts, which are not networks. */
export const WITHOUT_NETWORKS: readonly ExpertName[] = EXPERTS.slice(0, 5);

/** The experts that need no label before a row: what is left of a mixture that is no longer taught. */
export const WITHOUT_LAGS: readonly ExpertName[] = EXPERTS.slice(2, 7);

/** One expert of a mixture: see the README. */
export type ExpertName = (typeof EXPERTS)[number];

/** A row as experts see it. */
export type ExpertRow = {
  /** `[features.width]`, encoded. */
  readonly inputs: Float32Array;
  /** `[features.lagWidth]`, the labels that had arrived before it: see `LabelLags`. */
  readonly lags: Float32Array;
  /** `[count]` hashes of what is in it, and their values. */
  readonly indices: Uint32Array;
  readonly values: Float32Array;
  readonly count: number;
};

/**
 * One way to predict a row. `predict` changes nothing that can be seen; a row is learned after it was predicted, with its targets:
 * numbers in the user's unit, 0 or 1, or the index of a class.
 */
export interface Expert {
  readonly name: ExpertName;
  /** Writes a number for each target, the probability of each yes, or that of each class, from `offset` on. */
  predict(row: ExpertRow, out: Float64Array, offset: number): void;
  learn(row: ExpertRow, targets: Float64Array): void;
  /** Takes in that the inputs of rows from here on are standardised anew. */
  rescale?(rescaling: Rescaling): void;
  /** Takes in that rows got wider, or that there are more classes. */
  grow(): void;
  state(): StateTree;
}
