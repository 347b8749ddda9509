import { AnsweredRows } from '../rows/answered-rows.js';
import type { RowMemory } from '../session/row-memory.js';
import type { TrainingSession } from '../session/training-session.js';
import type { TableStream } from '../table/table-stream.js';
import type { TableModelState } from './model-state.js';

/** Lets a session that has just begun learn what was remembered, the oldest row first, without scoring it. */
export function relearn(
  session: TrainingSession<TableModelState>,
  stream: TableStream,
  memory: RowMemory,
): void {
  const { targets } = stream.schema;
  const { inputs } = memory.schema;
  const one = new AnsweredRows(1, inputs.shape[0]!, targets.length);
  const { rows } = one;
  for (const { values } of memory) {
    rows.inputs.data.set(values.inputs);
    rows.targets.data.set(values.targets);
    for (const [at, { origin, scale, task }] of targets.entries())
      rows.truths[at] = task === 'regression' ? values.targets[at]! / scale + origin : values.targets[at]!;
    rows.domains[0] = values.domains;
    rows.size = 1;
    stream.push(one, 0);
    session.step();
  }
}
