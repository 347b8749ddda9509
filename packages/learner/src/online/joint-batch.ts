import { type Batch, createBatch } from '@graph/core';
import { LearnerError } from '../learner-error.js';
import { copyValues } from '../network/columns.js';
import type { StepOptions } from '../network/network-options.js';
import type { RehearsalBatch, RehearsalMemory } from './rehearsal-memory.js';

/**
 * The batch of one step: rehearsed rows first, just as the memory wrote them, then the new rows. Reused by every step;
 * it grows when a step needs more rows than any before, or the network has got wider.
 */
export class JointBatch {
  readonly #memory: RehearsalMemory | undefined;
  #inputWidth: number;
  #targetWidth: number;
  #rows: RehearsalBatch;
  #options: StepOptions;
  #capacity: number;

  /** @throws LearnerError `SHAPE` if the memory's rows have other widths, and it cannot widen them. */
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
    this.#rows = this.#create();
    this.#options = { rowWeights: this.#rows.weights };
  }

  /** The rows; valid until `reserve` or `widen` is called. */
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
    this.#replace();
  }

  /**
   * Fits the batch, and the memory, to a network that has got wider.
   *
   * @throws LearnerError `SHAPE` if the memory cannot widen its rows.
   */
  widen(inputWidth: number, targetWidth: number): void {
    const memory = this.#memory;
    this.#inputWidth = inputWidth;
    this.#targetWidth = targetWidth;
    if (memory !== undefined && memory.createBatch === undefined) {
      if (memory.widen === undefined && memory.size > 0) throw this.#unfit('of the old width');
      memory.widen?.({ inputs: inputWidth, targets: targetWidth });
    }
    this.#replace();
  }

  /** Draws `count` rows from the memory to the front of the batch; returns how many there were. */
  draw(count: number, strategy?: unknown): number {
    const drawn = count > 0 && this.#memory ? this.#memory.sample(this.#rows, count, strategy) : 0;
    this.#rows.size = drawn;
    return drawn;
  }

  /** Appends the new rows to the first `offset` rows, with weight 1. */
  append(newRows: Batch, offset: number): void {
    const rows = this.#rows;
    const { size } = newRows;
    const inputs = this.#inputWidth;
    const targets = this.#targetWidth;
    copyValues(newRows.inputs.data, 0, rows.inputs.data, offset * inputs, size * inputs);
    copyValues(newRows.targets.data, 0, rows.targets.data, offset * targets, size * targets);
    rows.weights?.fill(1, offset, offset + size);
    rows.size = offset + size;
  }

  #replace(): void {
    this.#rows = this.#create();
    this.#options = { rowWeights: this.#rows.weights };
  }

  #create(): RehearsalBatch {
    const [memory, capacity] = [this.#memory, this.#capacity];
    const [inputs, targets] = [this.#inputWidth, this.#targetWidth];
    if (memory?.createBatch === undefined)
      return { ...createBatch(capacity, inputs, targets), ids: new Float64Array(capacity) };
    const made = memory.createBatch(capacity);
    if (isFit(made, inputs, targets)) return made;
    memory.widen?.({ inputs, targets });
    const wider = memory.createBatch(capacity);
    if (isFit(wider, inputs, targets)) return wider;
    throw this.#unfit(`with shapes [${wider.inputs?.shape}] and [${wider.targets?.shape}] of a batch`);
  }

  #unfit(given: string): LearnerError {
    return new LearnerError(
      'SHAPE',
      `the memory's rows are ${given}, wanted ${this.#inputWidth} inputs and ${this.#targetWidth} targets each; ` +
        'give it a method widen(), or begin with an empty one of these widths',
    );
  }
}

function isFit({ inputs, targets }: RehearsalBatch, inputWidth: number, targetWidth: number): boolean {
  return inputs?.shape[1] === inputWidth && targets?.shape[1] === targetWidth;
}
