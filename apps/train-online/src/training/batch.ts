import type { Batch } from '@graph/learner';
import ndarray from 'ndarray';
import type { StateTree } from './shapes.js';

/** Allocates a batch of `capacity` rows. */
export function createBatch(capacity: number, inputWidth: number, targetWidth: number): Batch {
  return {
    size: 0,
    inputs: ndarray(new Float32Array(capacity * inputWidth), [capacity, inputWidth]),
    targets: ndarray(new Float32Array(capacity * targetWidth), [capacity, targetWidth]),
    domains: new Uint16Array(capacity),
    levels: new Uint8Array(capacity),
  };
}

/** Returns a copy of the rows in use. */
export function batchState(batch: Batch): StateTree {
  return {
    inputs: batch.inputs.data.slice(0, batch.size * batch.inputs.shape[1]!),
    targets: batch.targets.data.slice(0, batch.size * batch.targets.shape[1]!),
    domains: batch.domains.slice(0, batch.size),
    levels: batch.levels.slice(0, batch.size),
  };
}

/** Puts the rows of `batchState` back into `batch`. */
export function restoreBatch(batch: Batch, state: StateTree): void {
  batch.inputs.data.set(state['inputs'] as Float32Array);
  batch.targets.data.set(state['targets'] as Float32Array);
  batch.domains.set(state['domains'] as Uint16Array);
  batch.levels.set(state['levels'] as Uint8Array);
  batch.size = (state['domains'] as Uint16Array).length;
}

/** The fields of such a row in a memory. */
export function rowSchema(inputWidth: number, targetWidth: number) {
  return {
    inputs: { dtype: 'float32', shape: [inputWidth] },
    targets: { dtype: 'float32', shape: [targetWidth] },
    domains: { dtype: 'uint16', shape: [] },
    levels: { dtype: 'uint8', shape: [] },
  } as const;
}
