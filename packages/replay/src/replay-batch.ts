import ndarray from 'ndarray';
import { ReplayError } from './errors.js';
import type { RecordLayout } from './record-layout.js';
import type { ArrayOfDtype, Column, Schema } from './schema.js';

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
  /** `[capacity]` which strategy drew the row, as in `strategyCodes`. */
  readonly strategies: Uint8Array;
} & { readonly [Name in keyof S]: Column<S[Name]> };

const ARRAYS: { readonly [D in keyof ArrayOfDtype]: new (length: number) => ArrayOfDtype[D] } = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
};

/** Allocates a batch with room for `capacity` rows. */
export function createReplayBatch<S extends Schema>(layout: RecordLayout, capacity: number): ReplayBatch<S> {
  if (!(Number.isSafeInteger(capacity) && capacity >= 1 && capacity < 2 ** 31))
    throw new ReplayError(
      'BATCH',
      `the batch's capacity is ${capacity}, wanted a whole number from 1 to 2^31 - 1`,
    );
  const columns = layout.fields.map(({ name, dtype, shape, length }) => {
    const data = new ARRAYS[dtype](capacity * length);
    return [name, shape.length === 0 ? data : ndarray(data, [capacity, ...shape])];
  });
  const arrays = {
    ids: new Float64Array(capacity),
    probabilities: new Float32Array(capacity),
    weights: new Float32Array(capacity),
    strategies: new Uint8Array(capacity),
    ...Object.fromEntries(columns),
  };
  const batch: object = { size: 0, ...arrays };
  // What stands in the type: a column that were exchanged would no longer be filled.
  for (const name of Object.keys(arrays)) Object.defineProperty(batch, name, { writable: false });
  return batch as ReplayBatch<S>;
}
