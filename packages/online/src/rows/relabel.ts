import type { RowMemory } from '../session/row-memory.js';
import type { AnsweredRows } from './answered-rows.js';

/** Gives rows the targets that stand for their earlier ones; what was answered to them no longer holds. */
export function relabelRows(pending: AnsweredRows, relabel: (target: number) => number): void {
  const { rows } = pending;
  for (let row = 0; row < rows.size; row += 1) {
    rows.targets.data[row] = relabel(rows.targets.data[row]!);
    rows.truths[row] = rows.targets.data[row]!;
    pending.answer(row, [], 0, 0);
    pending.views.set(row, [], 0, 0);
  }
}

/** Gives remembered rows the targets that stand for their earlier ones. */
export function relabelMemory(memory: RowMemory, relabel: (target: number) => number): void {
  memory.replaceField('targets', (_, values) => {
    values[0] = relabel(values[0]!);
  });
}
