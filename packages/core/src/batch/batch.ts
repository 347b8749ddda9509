import type { NdArray } from 'ndarray';
import { ndArray } from './nd-array.js';

/**
 * Rows as columns, allocated once and refilled. Columns are row-major and contiguous: offset 0, strides `[width, 1]`.
 * Any further column that somebody reads may stand beside these.
 */
export type Batch = {
  /** Rows in use, 0 to the capacity of the columns (both inclusive). */
  size: number;
  /** `[capacity, inputWidth]`. */
  readonly inputs: NdArray<Float32Array>;
  /** `[capacity, targetWidth]`. */
  readonly targets: NdArray<Float32Array>;
};

/** Allocates an empty batch of `capacity` rows of `inputWidth` inputs and `targetWidth` targets. */
export function createBatch(capacity: number, inputWidth: number, targetWidth: number): Batch {
  const column = (width: number): NdArray<Float32Array> =>
    ndArray(new Float32Array(capacity * width), [capacity, width]);
  return { size: 0, inputs: column(inputWidth), targets: column(targetWidth) };
}
