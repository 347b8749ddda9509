import { CoreError, type WasmMemory, type WasmModule } from '@graph/core';
import { LearnerError } from '../learner-error.js';
import { compileKernels, instantiateKernels, PAGE } from './instantiate.js';
import { fastModule, strictModule } from './kernel-modules.js';

/** What the compiled kernels export; see assembly/index.ts. */
type Exports = {
  readonly memory: WasmMemory;
  config(): number;
  heap(): number;
  step(rows: number): number;
  gradients(rows: number, loss: number): number;
  sensitivities(rows: number, loss: number): number;
  predict(rows: number, raw: number): void;
  losses(rows: number): void;
  forwardRows(from: number, rows: number): void;
  backwardRows(from: number, rows: number): number;
  descend(): void;
};

/** How multiplications and additions are rounded: `strict` in the one way that gives the same bits everywhere. */
export type Precision = 'strict' | 'fast';

/** One instance of the kernels with linear memory of its own, used from its heap's start up to `end`. */
export class Kernels {
  /** What was found to be possible: `fast` only if it was asked for and the engine has relaxed SIMD. */
  readonly precision: Precision;
  readonly run: Exports;
  /** First address that is free for arrays. */
  readonly heap: number;
  readonly #config: number;
  #end: number;

  /**
   * @throws LearnerError `UNSUPPORTED` where the kernels cannot run, or the fast ones were not enabled; `MEMORY` where the
   * engine has no address space left.
   */
  constructor(precision: Precision) {
    const fast = precision === 'fast' ? compileFast() : undefined;
    this.precision = fast === undefined ? 'strict' : 'fast';
    this.run = instantiateKernels(fast ?? compileKernels(strictModule), 'networks') as Exports;
    this.#config = this.run.config();
    this.heap = this.run.heap();
    this.#end = this.heap;
  }

  get buffer(): ArrayBuffer {
    return this.run.memory.buffer;
  }

  /**
   * Clears everything and makes room up to the address `end`; views of the linear memory become invalid.
   *
   * @throws LearnerError `MEMORY` if the engine does not give that much; nothing has been cleared then.
   */
  reset(end: number): void {
    this.#reach(end);
    new Uint8Array(this.buffer, this.heap, this.#end - this.heap).fill(0);
    this.#end = end;
  }

  /**
   * Makes room up to the address `end` behind what there is; views of the linear memory become invalid.
   *
   * @throws LearnerError `MEMORY` if the engine does not give that much.
   */
  extend(end: number): void {
    this.#reach(end);
    this.#end = Math.max(this.#end, end);
  }

  /** Sets words of the configuration that are whole numbers or addresses. */
  setInteger(word: number, value: number): void {
    new Int32Array(this.buffer, this.#config + word * 8, 1)[0] = value;
  }

  /** The configuration as float64 words; valid until the next `reset`. */
  floats(): Float64Array {
    return new Float64Array(this.buffer, this.#config, 64);
  }

  #reach(end: number): void {
    const missing = end - this.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.run.memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw new LearnerError('MEMORY', `the engine does not give the ${end} bytes that the network needs`, {
        bytes: end,
        cause,
      });
    }
  }
}

/** Returns undefined where the engine has no relaxed SIMD. */
function compileFast(): WasmModule | undefined {
  if (fastModule.current === undefined)
    throw new LearnerError(
      'UNSUPPORTED',
      "precision is 'fast', whose kernels are not loaded: import { enableFastKernels } from '@graph/learner/fast' and " +
        'call it first',
    );
  try {
    return fastModule.current.compile();
  } catch (cause) {
    if (CoreError.is(cause)) return undefined;
    throw cause;
  }
}
