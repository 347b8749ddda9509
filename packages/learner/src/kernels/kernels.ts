import { LearnerError } from '../errors.js';
import { RELAXED_KERNELS, STRICT_KERNELS } from '../generated/kernels.js';
import { decodeBase64 } from './decode-base64.js';
import { type WasmMemory, type WasmModule, webAssembly } from './web-assembly.js';

/** What the compiled kernels export; see assembly/index.ts. */
type Exports = {
  readonly memory: WasmMemory;
  config(): number;
  heap(): number;
  step(rows: number): number;
  gradients(rows: number, loss: number): number;
  sensitivities(rows: number, loss: number): number;
  predict(rows: number, raw: number): void;
};

/** How multiplications and additions are rounded: `strict` in the one way that gives the same bits everywhere. */
export type Precision = 'strict' | 'fast';

const PAGE = 65_536;
const compiled = new Map<Precision, WasmModule>();

/**
 * One instance of the kernels with a memory of its own. Addresses are handed out from the bottom up and never given
 * back one by one: `reset` forgets them all.
 */
export class Kernels {
  /** What was found to be possible: `fast` only if it was asked for and the engine has relaxed SIMD. */
  readonly precision: Precision;
  readonly run: Exports;
  readonly #config: number;
  readonly #heap: number;
  #next: number;

  /** @throws LearnerError `UNSUPPORTED` where there is no WebAssembly SIMD. */
  constructor(precision: Precision) {
    const engine = webAssembly();
    const fast = precision === 'fast' && engine?.validate(decodeBase64(RELAXED_KERNELS)) === true;
    this.precision = fast ? 'fast' : 'strict';
    try {
      if (engine === undefined) throw new Error('there is no WebAssembly');
      let module = compiled.get(this.precision);
      if (module === undefined) {
        module = new engine.Module(decodeBase64(fast ? RELAXED_KERNELS : STRICT_KERNELS));
        compiled.set(this.precision, module);
      }
      this.run = new engine.Instance(module, {}).exports as Exports;
    } catch (cause) {
      throw new LearnerError(
        'UNSUPPORTED',
        'this engine cannot run WebAssembly SIMD, which the kernels need; use Node 20, or a browser of 2023 or later',
        { cause },
      );
    }
    this.#config = this.run.config();
    this.#heap = this.run.heap();
    this.#next = this.#heap;
  }

  get buffer(): ArrayBuffer {
    return this.run.memory.buffer;
  }

  /** Forgets all addresses and clears the memory that they pointed to. */
  reset(): void {
    new Uint8Array(this.buffer, this.#heap, this.#next - this.#heap).fill(0);
    this.#next = this.#heap;
  }

  /** Reserves `bytes` cleared bytes, aligned to a cache line; earlier views of the memory may become invalid. */
  reserve(bytes: number): number {
    const at = Math.ceil(this.#next / 64) * 64;
    this.#next = at + bytes;
    const missing = this.#next - this.buffer.byteLength;
    if (missing > 0) {
      try {
        this.run.memory.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        throw new LearnerError(
          'OPTION',
          `the network needs ${this.#next} bytes of memory, which the engine does not give`,
          {
            cause,
          },
        );
      }
    }
    return at;
  }

  /** Sets words of the configuration that are whole numbers or addresses. */
  setInteger(word: number, value: number): void {
    new Int32Array(this.buffer, this.#config + word * 8, 1)[0] = value;
  }

  /** The configuration as float64 words; valid until the next `reserve`. */
  floats(): Float64Array {
    return new Float64Array(this.buffer, this.#config, 64);
  }
}
