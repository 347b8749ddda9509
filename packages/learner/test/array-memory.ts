import { createBatch, Random } from '@graph/core';
import type { RehearsalBatch, RehearsalMemory, RememberedRows } from '../src/index.js';

type Row = { id: number; input: number[]; target: number[]; domain: number; loss: number };

/** A memory of plain objects, which keeps a diary of what was asked of it. */
export class ArrayMemory implements RehearsalMemory {
  readonly rows: Row[] = [];
  readonly draws: { count: number; strategy: unknown; ids: number[] }[] = [];
  /** How many rows each call of `updatePriorities` was for. */
  readonly credits: number[] = [];
  readonly #random: Random;
  readonly #weight: number | undefined;
  #widths = { inputs: 3, targets: 2 };

  constructor(seed: number, weight?: number) {
    this.#random = Random.fromSeed(seed, 'array-memory');
    this.#weight = weight;
  }

  get size(): number {
    return this.rows.length;
  }

  add(batch: RememberedRows): void {
    const columns = [batch.inputs, batch.targets].map(({ data, shape }) => ({ data, width: shape[1]! }));
    for (let row = 0; row < batch.size; row += 1) {
      const [input, target] = columns.map(({ data, width }) => [
        ...data.subarray(row * width, (row + 1) * width),
      ]);
      const domain = batch.domains[row]!;
      this.rows.push({ id: this.rows.length, input: input!, target: target!, domain, loss: Number.NaN });
    }
  }

  createBatch(capacity: number): RehearsalBatch {
    const { inputs, targets } = this.#widths;
    const batch = { ...createBatch(capacity, inputs, targets), ids: new Float64Array(capacity) };
    return this.#weight === undefined ? batch : { ...batch, weights: new Float32Array(capacity) };
  }

  sample(batch: RehearsalBatch, count: number, strategy?: unknown): number {
    batch.size = Math.min(count, this.rows.length);
    for (let at = 0; at < batch.size; at += 1) {
      const row = this.rows[this.#random.below(this.rows.length)]!;
      batch.ids[at] = row.id;
      batch.inputs.data.set(row.input, at * row.input.length);
      batch.targets.data.set(row.target, at * row.target.length);
      if (batch.weights) batch.weights[at] = this.#weight!;
    }
    this.draws.push({ count, strategy, ids: [...batch.ids.subarray(0, batch.size)] });
    return batch.size;
  }

  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number): void {
    this.credits.push(count);
    for (let at = 0; at < count; at += 1) this.rows[ids[at]!]!.loss = priorities[at]!;
  }

  widen(widths: { readonly inputs: number; readonly targets: number }): void {
    this.#widths = { ...widths };
    for (const { input, target } of this.rows) {
      while (input.length < widths.inputs) input.push(0);
      while (target.length < widths.targets) target.push(0);
    }
  }
}
