import ndarray, { type NdArray } from 'ndarray';
import { CurriculumError } from './errors.js';

/** Rows in columns, allocated once and refilled. */
export type Batch = {
  /** Rows in use, 0 to the capacity of the columns (both inclusive). */
  size: number;
  /** `[capacity, inputWidth]`, row-major and contiguous. */
  readonly inputs: NdArray<Float32Array>;
  /** `[capacity, targetWidth]`, row-major and contiguous. */
  readonly targets: NdArray<Float32Array>;
  /** `[capacity]`, index into the curriculum's `domains`. */
  readonly domains: Uint16Array;
  /** `[capacity]`, the level that gave the row, 1-based. */
  readonly levels: Uint8Array;
};

/**
 * Allocates an empty batch.
 *
 * @param capacity - rows, a whole number ≥ 1.
 * @throws CurriculumError `BATCH` if `capacity` is anything else.
 */
export function createBatch(capacity: number, inputWidth: number, targetWidth: number): Batch {
  if (!(Number.isSafeInteger(capacity) && capacity >= 1))
    throw new CurriculumError('BATCH', `capacity is ${capacity}, wanted a whole number of rows ≥ 1`);
  return {
    size: 0,
    inputs: ndarray(new Float32Array(capacity * inputWidth), [capacity, inputWidth]),
    targets: ndarray(new Float32Array(capacity * targetWidth), [capacity, targetWidth]),
    domains: new Uint16Array(capacity),
    levels: new Uint8Array(capacity),
  };
}
