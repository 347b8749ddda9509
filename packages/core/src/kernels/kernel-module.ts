import { CoreError } from '../core-error.js';
import { type WasmModule, webAssembly } from './web-assembly.js';

/**
 * A module of WebAssembly kernels that is embedded as hexadecimal text and compiled once, when it is first needed. Where an
 * engine forbids to compile bytes (edge runtimes), the module is handed over compiled.
 */
export class KernelModule {
  readonly #text: () => string;
  #module: WasmModule | undefined;

  /** @param text - returns the bytes in hexadecimal. */
  constructor(text: () => string) {
    this.#text = text;
  }

  /** Uses this compiled module in place of the embedded one: it must be compiled from the same bytes. */
  use(module: WasmModule): void {
    this.#module = module;
  }

  /**
   * Returns the module, compiled.
   *
   * @throws CoreError `UNSUPPORTED` where there is no WebAssembly, or it lacks what the kernels use, or the engine forbids
   *   to compile bytes; the message says which.
   */
  compile(): WasmModule {
    if (this.#module !== undefined) return this.#module;
    const engine = webAssembly();
    if (engine === undefined) throw new CoreError('UNSUPPORTED', 'this engine has no WebAssembly');
    const bytes = decodeHex(this.#text());
    try {
      this.#module = new engine.Module(bytes);
      return this.#module;
    } catch (cause) {
      // An engine that finds the bytes valid and still refuses them forbids compiling: a policy, or an edge runtime.
      const message = engine.validate(bytes)
        ? 'this engine forbids to compile WebAssembly from bytes: import the kernels as a module and hand it over, or allow wasm-unsafe-eval'
        : 'this engine cannot run the WebAssembly SIMD of the kernels; use Node 20, or a browser of 2023 or later';
      throw new CoreError('UNSUPPORTED', message, { cause });
    }
  }
}

function decodeHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}
