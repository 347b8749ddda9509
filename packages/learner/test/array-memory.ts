import { Random } from '@graph/random';
import type { Batch } from '../src/batch.js';
import { createBatch } from '../src/create-batch.js';
import type { RehearsalBatch, RehearsalMemory } from '../src/rehearsal-memory.js';

type Row = { id: number; input: number[]; target: number[]; domain: number; level: number; loss: number };

/** A memory of plain objects, which keeps a diary of what was asked of it. */
export class ArrayMemory implements RehearsalMemory {
  readonly rows: Row[] = [];
  readonly draws: { count: number; strategy: unknown; ids: number[] }[] = [];
  readonly #random: Random;
  readonly #weight: number | undefined;

  constructor(seed: number, weight?: number) {
    this.#random = Random.fromSeed(seed, 'array-memory');
    this.#weight = weight;
  }

  get size(): number {
    return this.rows.length;
  }

  add(batch: Batch): void {
    const columns = [batch.inputs, batch.targets].map(({ data, shape }) => ({ data, width: shape[1]! }));
    for (let row = 0; row < batch.size; row += 1) {
      const [input, target] = columns.map(({ data, width }) => [
        ...data.subarray(row * width, (row + 1) * width),
      ]);
      const [domain, level] = [batch.domains[row]!, batch.levels[row]!];
      this.rows.push({
        id: this.rows.length,
        input: input!,
        target: target!,
        domain,
        level,
        loss: Number.NaN,
      });
    }
  }

  createBatch(capacity: number): RehearsalBatch {
    const [width, targets] = [3, 2];
    const ids = new Float64Array(capacity);
    const batch = { ...createBatch(capacity, width, targets), ids };
    return this.#weight === undefined ? batch : { ...batch, weights: new Float32Array(capacity) };
  }

  sample(batch: RehearsalBatch, count: number, strategy?: unknown): number {
    batch.size = Math.min(count, this.rows.length);
    for (let at = 0; at < batch.size; at += 1) {
      const row = this.rows[this.#random.below(this.rows.length)]!;
      batch.ids[at] = row.id;
      batch.inputs.data.set(row.input, at * row.input.length);
      batch.targets.data.set(row.target, at * row.target.length);
      batch.domains[at] = row.domain;
      batch.levels[at] = row.level;
      if (batch.weights) batch.weights[at] = this.#weight!;
    }
    this.draws.push({ count, strategy, ids: [...batch.ids.subarray(0, batch.size)] });
    return batch.size;
  }

  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number): void {
    for (let at = 0; at < count; at += 1) this.rows[ids[at]!]!.loss = priorities[at]!;
  }
}
