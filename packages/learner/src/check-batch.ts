import type { Batch } from './batch.js';
import { checkColumn } from './columns.js';

/**
 * Checks that a batch's columns are as wide as a network wants them, and lie as `Batch` says.
 *
 * @throws LearnerError `SHAPE` otherwise.
 */
export function checkBatch(batch: Batch, inputWidth: number, targetWidth: number): void {
  checkColumn('inputs', batch.inputs, batch.size, inputWidth);
  checkColumn('targets', batch.targets, batch.size, targetWidth);
}
