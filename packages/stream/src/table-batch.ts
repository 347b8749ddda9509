import ndarray, { type NdArray } from 'ndarray';

/**
 * Rows as they were read, column by column, allocated once and refilled: what a replay memory should keep, since it
 * does not go stale when the running statistics move on. `TableEncoder.encode` makes of it what a network takes.
 */
export type TableBatch = {
  /** Rows in use. */
  size: number;
  /** `[capacity, rawWidth]`; NaN where a value is missing. */
  readonly inputs: NdArray<Float32Array>;
  /** `[capacity, targets]`: number (minus origin, times scale), 0 or 1, or the index of the class; NaN where unknown. */
  readonly targets: NdArray<Float32Array>;
  /** `[capacity]`, index into `TableReader.domains`. */
  readonly domains: Uint16Array;
  /** `[capacity]`, always 0: a table has no levels. */
  readonly levels: Uint8Array;
  /** `[capacity * targets]`: the target in full precision and the user's own unit; a class by its index, NaN where unknown. */
  readonly truths: Float64Array;
  /** `[capacity]`: the line (or row) of the source that each row came from. */
  readonly lines: Float64Array;
  /** `[capacity]`: milliseconds since 1970 (or the bare number) of the time column; NaN without one. */
  readonly times: Float64Array;
};

/** Allocates an empty table batch. */
export function createTableBatch(capacity: number, rawWidth: number, targetCount: number): TableBatch {
  return {
    size: 0,
    inputs: ndarray(new Float32Array(capacity * rawWidth), [capacity, rawWidth]),
    targets: ndarray(new Float32Array(capacity * targetCount), [capacity, targetCount]),
    domains: new Uint16Array(capacity),
    levels: new Uint8Array(capacity),
    truths: new Float64Array(capacity * targetCount),
    lines: new Float64Array(capacity),
    times: new Float64Array(capacity).fill(Number.NaN),
  };
}
