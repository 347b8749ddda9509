import type { NdArray } from 'ndarray';

/** Rows to learn from. */
export type LabelledRows = {
  /** Rows in use. */
  readonly size: number;
  /** `[≥ size, inputWidth]`, contiguous from offset 0. */
  readonly inputs: NdArray<Float32Array>;
  /** `[≥ size]` the class of each row: a whole number from 0 to the network's outputs - 1. */
  readonly labels: ArrayLike<number>;
  /** The task that they all belong to, a whole number from 0 to 65,535, for methods that ask for it. Default 0. */
  readonly task?: number;
};
