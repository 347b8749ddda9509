import type { StateReader } from '@graph/core';

/** Running statistics of many columns: plain data. */
export type MomentsState = {
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
  /** Of guarded ones everything; their counts are 0 or 1, and their squares variances. */
  readonly guards?: Float64Array;
};

/** Running mean and deviation of many columns. Missing values are passed over, so each column has its own count. */
export interface Moments {
  /** Takes one value of one column into account. */
  add(column: number, value: number): void;
  mean(column: number): number;
  /** The population's standard deviation; 0 before the second distinct value. */
  deviation(column: number): number;
  /** The value that stands for "no value" in a column, NaN if there is none. */
  sentinel(column: number): number;
  /** Values of a column that were held, passed over, or a sentinel. */
  wild(column: number): { readonly held: number; readonly rejected: number; readonly sentinels: number };
  /** Copies `count` columns of others of the same kind from `from` to `to` of these. */
  copy(others: Moments, from: number, to: number, count: number): void;
  /** Returns a copy. */
  state(): MomentsState;
  /** Restores what `state` gave for the same number of columns. */
  read(reader: StateReader): void;
}
