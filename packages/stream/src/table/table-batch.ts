import { type Batch, createBatch } from '@graph/core';
import { StreamError } from '../stream-error.js';

/**
 * Rows as they were read, column by column, allocated once and refilled: what a replay memory should keep, since it
 * does not go stale when the running statistics move on. `TableEncoder.encode` makes of it what a network takes.
 *
 * `inputs` `[capacity, rawWidth]` is NaN where a value is missing. `targets` `[capacity, targets]` is a number (minus
 * origin, times scale), 0 or 1, or the index of the class; NaN where unknown.
 */
export type TableBatch = Batch & {
  /** `[capacity]`, index into `TableReader.domains`. */
  readonly domains: Uint16Array;
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
    ...createBatch(capacity, rawWidth, targetCount),
    domains: new Uint16Array(capacity),
    truths: new Float64Array(capacity * targetCount),
    lines: new Float64Array(capacity),
    times: new Float64Array(capacity).fill(Number.NaN),
  };
}

/** Checks that rows of this width can be written. @throws StreamError `SHAPE`. */
export function checkWidth({ inputs: { shape } }: TableBatch, rawWidth: number): void {
  if (shape[1] !== rawWidth)
    throw new StreamError(
      'SHAPE',
      `the batch is [${shape}], wanted [rows, ${rawWidth}]: make a new batch when the schema has grown`,
    );
}
