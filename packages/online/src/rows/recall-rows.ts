import type { TargetSchema } from '@graph/stream';
import type { RowMemory } from '../session/row-memory.js';
import { AnsweredRows } from './answered-rows.js';
import type { LabelQueue } from './label-queue.js';

/**
 * Makes the rows of a memory due one by one, the oldest first, as if nothing had been answered to them.
 *
 * @param targets - what they are read as.
 * @param learn - called for each.
 */
export function recallRows(
  memory: RowMemory,
  targets: readonly TargetSchema[],
  queue: LabelQueue,
  learn: () => void,
): void {
  const one = new AnsweredRows(1, memory.schema.inputs.shape[0]!, targets.length);
  const { rows } = one;
  queue.asideArrived(() => {
    for (const { values } of memory) {
      rows.inputs.data.set(values.inputs);
      rows.targets.data.set(values.targets);
      for (const [at, { origin, scale, task }] of targets.entries())
        rows.truths[at] = task === 'regression' ? values.targets[at]! / scale + origin : values.targets[at]!;
      rows.domains[0] = values.domains;
      queue.due.copy(0, one, 0);
      queue.due.rows.size = 1;
      learn();
      queue.due.clear();
    }
  });
}
