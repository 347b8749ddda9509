import { ndArray } from '@graph/core';
import { ReplayError } from '../replay-error.js';
import type { BatchColumns } from './columns.js';
import { ARRAYS } from './dtypes.js';
import type { RecordLayout } from './record-layout.js';
import type { Schema } from './schema.js';

/**
 * Rows drawn from a memory, as columns that are allocated once and refilled. Rows from 0 (inclusive) to `size`
 * (exclusive) are in use, beside one column for each field of the schema.
 */
export type ReplayBatch<S extends Schema> = {
  /** Rows in use. */
  size: number;
  /** `[capacity]` each row's id, to be handed to `updatePriorities`. */
  readonly ids: Float64Array;
  /** `[capacity]` the probability with which one draw of the strategy finds the row. */
  readonly probabilities: Float32Array;
  /** `[capacity]` importance weights; above 0, and at most 1 unless they are not normalised. */
  readonly weights: Float32Array;
  /** `[capacity]` which strategy drew the row: 0 uniform, 1 prioritized, 2 recency, 3 balanced. */
  readonly strategies: Uint8Array;
} & BatchColumns<S>;

/**
 * Allocates a batch with room for `capacity` rows.
 *
 * @throws ReplayError `BATCH` if the capacity is not a whole number from 1 to 2^31 - 1.
 */
export function createReplayBatch<S extends Schema>(layout: RecordLayout, capacity: number): ReplayBatch<S> {
  if (!(Number.isSafeInteger(capacity) && capacity >= 1 && capacity < 2 ** 31))
    throw new ReplayError(
      'BATCH',
      `the batch's capacity is ${capacity}, wanted a whole number from 1 to 2^31 - 1`,
    );
  const columns = layout.fields.map(({ name, dtype, shape, length }) => {
    const data = new ARRAYS[dtype](capacity * length);
    return [name, shape.length === 0 ? data : ndArray(data, [capacity, ...shape])];
  });
  const arrays = {
    ids: new Float64Array(capacity),
    probabilities: new Float32Array(capacity),
    weights: new Float32Array(capacity),
    strategies: new Uint8Array(capacity),
    ...Object.fromEntries(columns),
  };
  const batch: object = { size: 0, ...arrays };
  // As the type says: a column that were exchanged would no longer be filled.
  for (const name of Object.keys(arrays)) Object.defineProperty(batch, name, { writable: false });
  return batch as ReplayBatch<S>;
}
