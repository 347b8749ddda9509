import type { Batch, RehearsalBatch, RehearsalMemory } from '@graph/learner';
import type { Strategy } from '@graph/replay';
import type { TableBatch, TableEncoder } from '@graph/stream';
import { createBatch } from './batch.js';
import type { RowMemory } from './course.js';

/** Rows as a memory of tables hands them out: as they were read. */
type RawRehearsal = TableBatch & Pick<RehearsalBatch, 'ids'> & { readonly weights: Float32Array };

/**
 * Remembers the rows of a table as they were read, and encodes them when they are rehearsed: with the statistics of
 * now, so that old rows do not go stale as means and deviations move on.
 */
export class EncodedMemory implements RehearsalMemory {
  readonly #memory: RowMemory;
  readonly #encoder: TableEncoder;
  readonly #outputWidth: number;
  /** The raw rows of the batch that is being learned. */
  readonly #raw: () => TableBatch;
  #drawn: RawRehearsal | undefined;

  constructor(memory: RowMemory, encoder: TableEncoder, outputWidth: number, raw: () => TableBatch) {
    this.#memory = memory;
    this.#encoder = encoder;
    this.#outputWidth = outputWidth;
    this.#raw = raw;
  }

  get size(): number {
    return this.#memory.size;
  }

  createBatch(capacity: number): RehearsalBatch {
    this.#drawn = this.#memory.createBatch(capacity) as unknown as RawRehearsal;
    const batch = createBatch(capacity, this.#encoder.inputWidth, this.#outputWidth);
    // Ids and weights are those of the drawn rows: the arrays are shared, not copied.
    return Object.assign(batch, { ids: this.#drawn.ids, weights: this.#drawn.weights });
  }

  sample(batch: RehearsalBatch, count: number, strategy?: unknown): number {
    const drawn = this.#drawn!;
    this.#memory.sample(drawn as never, count, strategy as Strategy | undefined);
    this.#encoder.encode(drawn, batch);
    return batch.size;
  }

  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number): void {
    this.#memory.updatePriorities(ids, priorities, count);
  }

  /** Adds the raw rows that `rows` were encoded from. */
  add(rows: Batch): void {
    const raw = this.#raw();
    if (raw.size !== rows.size) throw new Error(`${rows.size} rows were learned, and ${raw.size} were read`);
    this.#memory.add(raw as never);
  }
}
