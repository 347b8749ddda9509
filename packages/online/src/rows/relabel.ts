import type { Task } from '@graph/stream';
import type { RowMemory } from '../session/row-memory.js';
import type { AnsweredRows } from './answered-rows.js';

/**
 * Gives rows the targets that stand for their earlier ones. A probability of yes becomes those of the classes no and yes, or a number; any other
 * answer no longer holds, nor what the experts of a mixture said.
 */
export function relabelRows(
  pending: AnsweredRows,
  relabel: (target: number) => number,
  before: Task,
  task: Task,
): void {
  const { rows } = pending;
  for (let row = 0; row < rows.size; row += 1) {
    if (before === 'regression') {
      rows.targets.data[row] = relabel(rows.targets.data[row]!);
      rows.truths[row] = rows.targets.data[row]!;
    }
    const isYes = before === 'binary' && pending.width(row) === 1;
    const yes = isYes ? pending.answers[pending.offset(row)]! : Number.NaN;
    if (!isYes) pending.answer(row, [], 0, 0);
    else if (task === 'class') pending.answer(row, [1 - yes, yes], 0, 2);
    pending.views.set(row, [], 0, 0);
  }
}

/** Gives remembered rows the targets that stand for their earlier ones. */
export function relabelMemory(memory: RowMemory, relabel: (target: number) => number): void {
  memory.replaceField('targets', (_, values) => {
    values[0] = relabel(values[0]!);
  });
}
