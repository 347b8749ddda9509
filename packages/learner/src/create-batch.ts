import ndarray from 'ndarray';
import type { Batch } from './batch.js';

/** Allocates an empty batch of `capacity` rows, for rows of `inputWidth` inputs and `targetWidth` targets. */
export function createBatch(capacity: number, inputWidth: number, targetWidth: number): Batch {
  return {
    size: 0,
    inputs: ndarray(new Float32Array(capacity * inputWidth), [capacity, inputWidth]),
    targets: ndarray(new Float32Array(capacity * targetWidth), [capacity, targetWidth]),
    domains: new Uint16Array(capacity),
    levels: new Uint8Array(capacity),
  };
}
