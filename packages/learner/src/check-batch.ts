import type { NdArray } from 'ndarray';
import type { Batch } from './batch.js';
import { LearnerError } from './errors.js';

/**
 * Checks that a batch's columns are as wide as a network wants them, and lie as `Batch` says.
 *
 * @throws LearnerError `SHAPE` otherwise.
 */
export function checkBatch(batch: Batch, inputWidth: number, targetWidth: number): void {
  checkColumn('inputs', batch.inputs, batch.size, inputWidth);
  checkColumn('targets', batch.targets, batch.size, targetWidth);
}

function checkColumn(name: string, column: NdArray<Float32Array>, rows: number, width: number): void {
  const { shape, stride, offset } = column;
  if (shape.length !== 2 || shape[1] !== width || !(rows <= shape[0]!))
    throw new LearnerError(
      'SHAPE',
      `${name} has shape [${shape}] with ${rows} rows in use, wanted [≥ ${rows}, ${width}]`,
    );
  if (offset !== 0 || stride[1] !== 1 || stride[0] !== width)
    throw new LearnerError(
      'SHAPE',
      `${name} has offset ${offset} and stride [${stride}], wanted 0 and [${width}, 1]; copy the rows into a batch of their own`,
    );
}
