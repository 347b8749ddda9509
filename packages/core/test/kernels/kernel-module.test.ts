import { afterEach, describe, expect, it, vi } from 'vitest';
import { CoreError, KernelModule, type WasmEngine, webAssembly } from '../../src/index.js';

/** The header of a module, and nothing after it: `\0asm`, version 1. */
const EMPTY = '0061736d01000000';

afterEach(() => vi.unstubAllGlobals());

function errorOf(act: () => unknown): CoreError {
  try {
    act();
  } catch (error) {
    if (CoreError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** An engine that refuses to compile bytes, and knows them or not. */
function stubEngine(isValid: boolean): Error {
  const refusal = new Error('CompileError: refused');
  class Module {
    constructor() {
      throw refusal;
    }
  }
  vi.stubGlobal('WebAssembly', { ...webAssembly(), validate: () => isValid, Module });
  return refusal;
}

describe('KernelModule', () => {
  it('compiles the embedded bytes once, and not before they are needed', () => {
    const text = vi.fn(() => EMPTY);
    const kernels = new KernelModule(text);
    expect(text).not.toHaveBeenCalled();
    const module = kernels.compile();
    expect(kernels.compile()).toBe(module);
    expect(text).toHaveBeenCalledTimes(1);
    expect(new (webAssembly()!.Instance)(module).exports).toEqual({});
  });

  it('decodes all 256 bytes, with and without padding', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    for (const length of [254, 255, 256]) {
      const given: Uint8Array[] = [];
      class Module {
        constructor(each: Uint8Array) {
          given.push(each);
        }
      }
      vi.stubGlobal('WebAssembly', { Module } satisfies Partial<WasmEngine>);
      new KernelModule(() => Buffer.from(bytes.subarray(0, length)).toString('hex')).compile();
      expect(given).toEqual([bytes.slice(0, length)]);
    }
  });

  it('uses a module that is handed over, where the engine forbids to compile', () => {
    const module = new KernelModule(() => EMPTY).compile();
    stubEngine(true);
    const kernels = new KernelModule(() => EMPTY);
    kernels.use(module);
    expect(kernels.compile()).toBe(module);
  });

  it('says that the engine forbids to compile', () => {
    const cause = stubEngine(true);
    const error = errorOf(() => new KernelModule(() => EMPTY).compile());
    expect(error).toMatchObject({ code: 'UNSUPPORTED', cause });
    expect(error.message).toMatch(/forbids to compile .* hand it over, or allow wasm-unsafe-eval$/);
  });

  it('says that the engine lacks what the kernels use', () => {
    const cause = stubEngine(false);
    const error = errorOf(() => new KernelModule(() => EMPTY).compile());
    expect(error).toMatchObject({ code: 'UNSUPPORTED', cause });
    expect(error.message).toMatch(/cannot run the WebAssembly SIMD .* use Node 20/);
  });

  it('says that there is no WebAssembly, and tries again later', () => {
    const kernels = new KernelModule(() => EMPTY);
    vi.stubGlobal('WebAssembly', undefined);
    expect(webAssembly()).toBeUndefined();
    expect(errorOf(() => kernels.compile())).toMatchObject({
      code: 'UNSUPPORTED',
      message: 'this engine has no WebAssembly',
    });
    vi.unstubAllGlobals();
    expect(kernels.compile()).toBeDefined();
  });
});
