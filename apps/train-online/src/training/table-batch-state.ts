import type { TableBatch } from '@graph/stream';
import { batchState, restoreBatch } from './batch.js';
import type { StateTree } from './shapes.js';

/** Returns a copy of the rows in use of a table batch. */
export function tableBatchState(batch: TableBatch): StateTree {
  const { size, truths, lines, times } = batch;
  const targets = batch.targets.shape[1]!;
  return {
    ...batchState(batch),
    truths: truths.slice(0, size * targets),
    lines: lines.slice(0, size),
    times: times.slice(0, size),
  };
}

/** Puts the rows of `tableBatchState` back. */
export function restoreTableBatch(batch: TableBatch, state: StateTree): void {
  restoreBatch(batch, state);
  for (const name of ['truths', 'lines', 'times'] as const) batch[name].set(state[name] as Float64Array);
}
