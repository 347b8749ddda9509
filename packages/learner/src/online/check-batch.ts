import type { Batch } from '@graph/core';
import { checkColumn } from '../network/columns.js';

/**
 * Checks that a batch's columns are as wide as a network wants them, and lie as `Batch` says.
 *
 * @throws LearnerError `SHAPE` otherwise.
 */
export function checkBatch(
  batch: Batch,
  network: { readonly inputWidth: number; readonly outputWidth: number },
): void {
  checkColumn('inputs', batch.inputs, batch.size, network.inputWidth);
  checkColumn('targets', batch.targets, batch.size, network.outputWidth);
}
