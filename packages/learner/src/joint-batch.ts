import type { Batch } from './batch.js';
import { copyValues } from './columns.js';
import { createBatch } from './create-batch.js';
import type { StepOptions } from './network-options.js';
import type { RehearsalBatch, RehearsalMemory } from './rehearsal-memory.js';

/**
 * The batch of one step: rehearsed rows first, just as the memory wrote them, then the new rows. Reused by every step;
 * it grows when a step needs more rows than any before.
 */
export class JointBatch {
  readonly #memory: RehearsalMemory | undefined;
  readonly #inputWidth: number;
  readonly #targetWidth: number;
  #rows: RehearsalBatch;
  #options: StepOptions;
  #capacity: number;

  constructor(
    memory: RehearsalMemory | undefined,
    capacity: number,
    inputWidth: number,
    targetWidth: number,
  ) {
    this.#memory = memory;
    this.#inputWidth = inputWidth;
    this.#targetWidth = targetWidth;
    this.#capacity = capacity;
    this.#rows = this.#create(capacity);
    this.#options = { rowWeights: this.#rows.weights };
  }

  /** The rows; valid until `reserve` is called. */
  get rows(): RehearsalBatch {
    return this.#rows;
  }

  /** What `Network.step` needs beside the rows: their weights, if the memory gives any. */
  get options(): StepOptions {
    return this.#options;
  }

  /** Makes room for `capacity` rows; what the batch held is gone if that takes a larger one. */
  reserve(capacity: number): void {
    if (capacity <= this.#capacity) return;
    this.#capacity = capacity;
    this.#rows = this.#create(capacity);
    this.#options = { rowWeights: this.#rows.weights };
  }

  /** Draws `count` rows from the memory to the front of the batch; returns how many there were. */
  draw(count: number, strategy?: unknown): number {
    const drawn = count > 0 && this.#memory ? this.#memory.sample(this.#rows, count, strategy) : 0;
    this.#rows.size = drawn;
    return drawn;
  }

  /** Puts the new rows behind the first `offset` rows, with weight 1. */
  append(newRows: Batch, offset: number): void {
    const rows = this.#rows;
    const { size } = newRows;
    const inputs = this.#inputWidth;
    const targets = this.#targetWidth;
    copyValues(newRows.inputs.data, 0, rows.inputs.data, offset * inputs, size * inputs);
    copyValues(newRows.targets.data, 0, rows.targets.data, offset * targets, size * targets);
    for (let row = 0; row < size; row += 1) {
      rows.domains[offset + row] = newRows.domains[row]!;
      rows.levels[offset + row] = newRows.levels[row]!;
    }
    rows.weights?.fill(1, offset, offset + size);
    rows.size = offset + size;
  }

  #create(capacity: number): RehearsalBatch {
    const made = this.#memory?.createBatch?.(capacity);
    return (
      made ?? {
        ...createBatch(capacity, this.#inputWidth, this.#targetWidth),
        ids: new Float64Array(capacity),
      }
    );
  }
}
