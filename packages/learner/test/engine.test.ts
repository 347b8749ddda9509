import { type WasmEngine, type WasmMemory, webAssembly } from '@graph/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { adam, HashedLinear, KalmanLinear, layered, meanSquaredError, Network } from '../src/index.js';
import { drawRows } from './rows.js';

const graph = layered({ inputs: 9, hidden: [8], outputs: 2 });
const create = (): Network =>
  Network.create(graph, { loss: meanSquaredError(), optimizer: adam(), seed: 1, maxBatch: 8 });
const creators = {
  network: create,
  KalmanLinear: () => new KalmanLinear({ task: 'binary', inputs: 3 }),
  HashedLinear: () => new HashedLinear({ task: 'binary', bits: 4 }),
};

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

/** An engine that makes instances whose memory grows only as long as `isShort` does not say otherwise. */
function stubShort(isShort: () => boolean): void {
  stub((...given) => {
    const exports = new engine.Instance(...given).exports as { readonly memory: WasmMemory };
    const memory = {
      grow(pages: number): number {
        if (isShort()) throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
        return exports.memory.grow(pages);
      },
      get buffer(): ArrayBuffer {
        return exports.memory.buffer;
      },
    };
    return { exports: { ...exports, memory } };
  });
}

describe.each(Object.entries(creators))('an engine, asked for a %s,', (_, make) => {
  it('without address space for another gives MEMORY, and says how much was asked for', () => {
    stub(() => {
      throw new RangeError(
        'WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance',
      );
    });
    expect(make).toThrow(expect.objectContaining({ code: 'MEMORY', bytes: 65_536 }));
  });

  it('that cannot run the kernels gives UNSUPPORTED, with the reason', () => {
    stub(() => {
      throw new Error('imports are not what they should be');
    });
    expect(make).toThrow(/imports are not what they should be/);
    expect(make).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });

  it('without WebAssembly gives UNSUPPORTED', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(make).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });
});

describe('an engine', () => {
  it('that gives no more memory when a network grows leaves it as it was', () => {
    let isShort = false;
    stubShort(() => isShort);
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

  it('that gives no more memory when a linear model grows leaves it as it was', () => {
    let isShort = false;
    stubShort(() => isShort);
    const kalman = new KalmanLinear({ task: 'classes', inputs: 3 });
    const hashed = new HashedLinear({ task: 'classes', bits: 10 });
    vi.unstubAllGlobals();
    const row = new Float32Array([1, 2, 3]);
    const indices = new Uint32Array([4, 5, 6]);
    kalman.learn(row, 1);
    hashed.learn(indices, row, 3, 1);
    const before = [kalman.state(), hashed.state()];
    isShort = true;
    for (const grow of [
      () => kalman.widenInputs(300),
      () => kalman.widenOutputs(60_000),
      () => hashed.widenOutputs(100),
      () => hashed.learn(new Uint32Array(1e6), new Float32Array(1e6), 1e6, 1),
    ])
      expect(grow).toThrow(expect.objectContaining({ code: 'MEMORY', bytes: expect.any(Number) }));
    expect([kalman.state(), hashed.state()]).toEqual(before);
    isShort = false;
    kalman.widenInputs(300);
    hashed.widenOutputs(100);
    expect(kalman.inputs).toBe(303);
    expect(hashed.outputs).toBe(102);
  });
});
