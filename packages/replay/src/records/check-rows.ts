import { checkPriorities } from '../draws/priorities.js';
import { ReplayError } from '../replay-error.js';
import type { ColumnView } from './column-view.js';
import type { RecordLayout } from './record-layout.js';

/** @throws ReplayError `SHAPE` or `PRIORITY` unless the rows from `from` to `size` are there, and their priorities good. */
export function checkRows(
  layout: RecordLayout,
  views: readonly ColumnView[],
  from: number,
  size: number,
  priorities: Float32Array | undefined,
): void {
  if (!(Number.isInteger(from) && Number.isInteger(size) && from >= 0 && size >= 0))
    throw new ReplayError('SHAPE', `rows from ${from} to ${size} were given, wanted whole numbers ≥ 0`);
  for (let at = 0; at < views.length; at += 1)
    if (views[at]!.rows < size)
      throw new ReplayError(
        'SHAPE',
        `size is ${size}, but the column "${layout.fields[at]!.name}" has ${views[at]!.rows} rows`,
      );
  if (priorities === undefined) return;
  if (priorities.length < size)
    throw new ReplayError('SHAPE', `there are ${priorities.length} priorities for ${size} rows`);
  checkPriorities(priorities, from, size);
}

/** @throws ReplayError `BATCH` unless a batch of `capacity` rows has room for `count`. */
export function checkCount(count: number, capacity: number): void {
  if (!(Number.isInteger(count) && count >= 0 && count <= capacity))
    throw new ReplayError(
      'BATCH',
      `count is ${count}, wanted a whole number from 0 to ${capacity}, the batch's capacity`,
    );
}

/** @throws ReplayError `SHAPE` or `PRIORITY` unless there are `count` ids and good priorities. */
export function checkUpdate(ids: Float64Array, priorities: Float32Array, count: number): void {
  if (!(Number.isInteger(count) && count >= 0 && count <= ids.length && count <= priorities.length))
    throw new ReplayError(
      'SHAPE',
      `count is ${count}, wanted a whole number up to ${Math.min(ids.length, priorities.length)}, the length of ids and priorities`,
    );
  checkPriorities(priorities, 0, count);
}
