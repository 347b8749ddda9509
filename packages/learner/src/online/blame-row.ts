import { LearnerError } from '../learner-error.js';
import type { RehearsalBatch } from './rehearsal-memory.js';

/**
 * Names the row of a loss that is not finite as the caller knows it: by its place among the new rows, or by the memory's id.
 *
 * @param rows - the joint batch, whose first `rehearsed` rows are the memory's.
 */
export function blameRow(error: unknown, rows: RehearsalBatch, rehearsed: number): unknown {
  if (!LearnerError.is(error) || error.code !== 'NON_FINITE' || error.row === undefined) return error;
  const row = error.row - rehearsed;
  if (row >= 0) {
    const message = `the loss of new row ${row} is not finite; check its inputs and targets, or lower the learning rate`;
    return new LearnerError('NON_FINITE', message, { row, cause: error });
  }
  const message = `the loss of the rehearsed row with id ${rows.ids[error.row]} is not finite; lower the learning rate`;
  return new LearnerError('NON_FINITE', message, { cause: error });
}
