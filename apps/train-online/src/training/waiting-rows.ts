import type { TableBatch } from '@graph/stream';
import type { StateTree } from './shapes.js';

/** A row that was predicted and whose label has not come yet. */
type WaitingRow = {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly truths: Float64Array;
  readonly domain: number;
  readonly line: number;
  readonly time: number;
  /** What was predicted of it when it came. */
  readonly answers: Float64Array;
};

/** Rows in the order in which they came, held back until their labels are there. */
export class WaitingRows {
  #rows: WaitingRow[] = [];

  constructor(state?: StateTree) {
    if (state !== undefined)
      this.#rows = (state['rows'] as readonly StateTree[]).map(
        (row) => ({ ...row }) as unknown as WaitingRow,
      );
  }

  get size(): number {
    return this.#rows.length;
  }

  /** Adds all rows of a batch, with what was predicted of them: `[rows, width]`. */
  push(batch: TableBatch, answers: Float64Array, width: number): void {
    const inputs = batch.inputs.shape[1]!;
    const targets = batch.targets.shape[1]!;
    for (let row = 0; row < batch.size; row += 1)
      this.#rows.push({
        inputs: batch.inputs.data.slice(row * inputs, (row + 1) * inputs),
        targets: batch.targets.data.slice(row * targets, (row + 1) * targets),
        truths: batch.truths.slice(row * targets, (row + 1) * targets),
        domain: batch.domains[row]!,
        line: batch.lines[row]!,
        time: batch.times[row]!,
        answers: answers.slice(row * width, (row + 1) * width),
      });
  }

  /**
   * Moves the oldest rows to `batch`, as long as more than `keep` wait and there is room.
   *
   * @returns what was predicted of each.
   */
  pop(batch: TableBatch, keep: number): readonly Float64Array[] {
    const room = batch.inputs.shape[0]! - batch.size;
    const due = this.#rows.splice(0, Math.max(0, Math.min(room, this.#rows.length - keep)));
    const inputs = batch.inputs.shape[1]!;
    const targets = batch.targets.shape[1]!;
    for (const row of due) {
      const at = batch.size;
      batch.inputs.data.set(row.inputs, at * inputs);
      batch.targets.data.set(row.targets, at * targets);
      batch.truths.set(row.truths, at * targets);
      batch.domains[at] = row.domain;
      batch.lines[at] = row.line;
      batch.times[at] = row.time;
      batch.size += 1;
    }
    return due.map(({ answers }) => answers);
  }

  state(): StateTree {
    return { rows: this.#rows.map((row) => ({ ...row })) };
  }
}
