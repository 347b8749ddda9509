import type { RehearsalBatch, RehearsalMemory } from '@graph/learner';
import type { ReplayBatch, Strategy } from '@graph/replay';
import type { EncodedBatch, TableBatch } from '@graph/stream';
import type { RowMemory, RowSchema } from '../session/row-memory.js';
import type { TableCodec } from './table-codec.js';

/** The columns of a raw row that are remembered. */
type RememberedRows = Pick<TableBatch, 'size' | 'inputs' | 'targets' | 'domains'>;

/** A batch of encoded rows, and beside it the raw rows that it was encoded from. */
export type EncodedRows = EncodedBatch & { readonly raw: RememberedRows };

type DrawnRows = EncodedBatch &
  RehearsalBatch & { readonly raw: ReplayBatch<RowSchema>; readonly weights: Float32Array };

/**
 * Remembers the rows of a table raw, and encodes them when they are rehearsed: with the current statistics, so that old
 * rows do not go stale as means and deviations move.
 */
export class EncodedMemory implements RehearsalMemory {
  readonly #memory: RowMemory;
  readonly #codec: TableCodec;
  #outputWidth: number;

  /** @param outputWidth - of the network: a class that appears gets its output when it is learned, not when it is read. */
  constructor(memory: RowMemory, codec: TableCodec, outputWidth: number) {
    this.#memory = memory;
    this.#codec = codec;
    this.#outputWidth = outputWidth;
  }

  get size(): number {
    return this.#memory.size;
  }

  createBatch(capacity: number): DrawnRows {
    const raw = this.#memory.createBatch(capacity);
    // Ids are those of the drawn rows: the array is shared. Weights are these rows' own: a wild one has 0.
    return Object.assign(this.#codec.createBatch(capacity, this.#outputWidth), {
      raw,
      ids: raw.ids,
      weights: new Float32Array(capacity),
    });
  }

  sample(batch: DrawnRows, count: number, strategy?: Strategy): number {
    this.#memory.sample(batch.raw, count, strategy);
    this.#codec.encode(batch.raw, batch);
    const { raw, weights } = batch;
    // What was usual when it came may have proved wild.
    for (let row = 0; row < batch.size; row += 1)
      weights[row] = this.#codec.isWild(raw, row) ? 0 : raw.weights[row]!;
    return batch.size;
  }

  /** Follows a network that has got outputs; the raw rows need no room for them. */
  widen({ targets }: { readonly targets: number }): void {
    this.#outputWidth = targets;
  }

  updatePriorities(ids: Float64Array, priorities: Float32Array, count: number): void {
    this.#memory.updatePriorities(ids, priorities, count);
  }

  /** Adds the raw rows that the batch was encoded from. */
  add(rows: EncodedRows): void {
    this.#memory.add(rows.raw);
  }
}
