import type { ColumnView } from './column-view.js';
import { ReplayError } from './errors.js';
import { checkPriorities } from './priorities.js';
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
