import { type WasmEngine, type WasmMemory, webAssembly } from '@graph/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { adam, layered, meanSquaredError, Network } from '../src/index.js';
import { drawRows } from './rows.js';

const graph = layered({ inputs: 9, hidden: [8], outputs: 2 });
const create = (): Network =>
  Network.create(graph, { loss: meanSquaredError(), optimizer: adam(), seed: 1, maxBatch: 8 });

afterEach(() => vi.unstubAllGlobals());

const engine = webAssembly()!;

/** An engine whose instances are made as told. */
function stub(make: (...given: ConstructorParameters<WasmEngine['Instance']>) => { exports: unknown }): void {
  vi.stubGlobal('WebAssembly', {
    ...{ Module: engine.Module, validate: engine.validate },
    Instance: function Instance(...given: ConstructorParameters<WasmEngine['Instance']>) {
      return make(...given);
    },
  });
}

describe('an engine', () => {
  it('without address space for another network gives MEMORY, and says how much was asked for', () => {
    stub(() => {
      throw new RangeError(
        'WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance',
      );
    });
    expect(create).toThrow(expect.objectContaining({ code: 'MEMORY', bytes: 65_536 }));
  });

  it('that cannot run the kernels gives UNSUPPORTED, with the reason', () => {
    stub(() => {
      throw new Error('imports are not what they should be');
    });
    expect(create).toThrow(/imports are not what they should be/);
    expect(create).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });

  it('without WebAssembly gives UNSUPPORTED', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(create).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });

  it('that gives no more memory when a network grows leaves it as it was', () => {
    let isShort = false;
    stub((...given) => {
      const exports = new engine.Instance(...given).exports as { readonly memory: WasmMemory };
      const memory = {
        grow(pages: number): number {
          if (isShort) throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
          return exports.memory.grow(pages);
        },
        get buffer(): ArrayBuffer {
          return exports.memory.buffer;
        },
      };
      return { exports: { ...exports, memory } };
    });
    const network = create();
    vi.unstubAllGlobals();
    network.step(drawRows(graph, 8, meanSquaredError()));
    const before = network.state();
    isShort = true;
    for (const grow of [
      () => network.widen(1000),
      () => network.widen(3000, 'out.0'),
      () => network.widenInputs(3000),
    ]) {
      expect(grow).toThrow(expect.objectContaining({ code: 'MEMORY', bytes: expect.any(Number) }));
      // Which family of neurons gets the remainder is drawn before it is known that there is no room.
      expect({ ...network.state(), random: undefined }).toEqual({ ...before, random: undefined });
    }
    isShort = false;
    expect(network.step(drawRows(network.graph, 8, meanSquaredError()))).toBeGreaterThan(0);
  });
});
