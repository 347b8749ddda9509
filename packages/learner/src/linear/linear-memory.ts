import type { WasmMemory } from '@graph/core';
import { compileKernels, instantiateKernels, PAGE } from '../kernels/instantiate.js';
import { LearnerError } from '../learner-error.js';
import { linearModule } from './use-linear-kernels.js';

/** What the compiled kernels export; see assembly/linear. Numbers but `outputs`, `count`, … are addresses. */
type Exports = {
  readonly memory: WasmMemory;
  heap(): number;
  exp(x: number): number;
  sigmoid(x: number): number;
  softmax(from: number, to: number, count: number, sharpness: number): number;
  implicitError(target: number, logit: number, rise: number): number;
  multiply(matrix: number, x: number, g: number, pairs: number): number;
  shrink(matrix: number, g: number, scaled: number, pairs: number, root: number): void;
  walk(matrix: number, prior: number, width: number, q: number, least: number): void;
  dots(weights: number, x: number, pairs: number, outputs: number, to: number): void;
  add(to: number, from: number, pairs: number, a: number, b: number): void;
  sum(table: number, slots: number, values: number, count: number): number;
  adapt(
    table: number,
    slots: number,
    values: number,
    count: number,
    delta: number,
    rate: number,
    steps: number,
  ): number;
  apply(table: number, slots: number, steps: number, count: number, error: number): void;
  sumClasses(table: number, slots: number, values: number, count: number, room: number, to: number): void;
  adaptClasses(
    table: number,
    slots: number,
    values: number,
    count: number,
    room: number,
    deltas: number,
    rate: number,
    steps: number,
    rises: number,
  ): void;
  applyClasses(
    table: number,
    slots: number,
    steps: number,
    count: number,
    room: number,
    errors: number,
  ): void;
};

/** The linear memory of one model: arrays are laid out one behind the other, from the start of the heap. */
export class LinearMemory {
  readonly run: Exports;
  readonly #heap: number;
  #end: number;

  /** @throws LearnerError `UNSUPPORTED`, `MEMORY` */
  constructor() {
    this.run = instantiateKernels(compileKernels(linearModule), 'linear models') as Exports;
    this.#heap = this.run.heap();
    this.#end = this.#heap;
  }

  get buffer(): ArrayBuffer {
    return this.run.memory.buffer;
  }

  /**
   * Clears everything and lays out arrays of these lengths in bytes; earlier views become invalid.
   *
   * @returns the address of each, a multiple of 64.
   * @throws LearnerError `MEMORY` if the engine does not give that much; nothing has been cleared then.
   */
  layOut(lengths: readonly number[]): number[] {
    let end = this.#heap;
    const addresses = lengths.map((length) => {
      const address = Math.ceil(end / 64) * 64;
      end = address + length;
      return address;
    });
    this.#reach(end);
    new Uint8Array(this.buffer, this.#heap, this.#end - this.#heap).fill(0);
    this.#end = end;
    return addresses;
  }

  #reach(end: number): void {
    const missing = end - this.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.run.memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      const message = `the engine does not give the ${end} bytes that the linear model needs`;
      throw new LearnerError('MEMORY', message, { bytes: end, cause });
    }
  }
}
