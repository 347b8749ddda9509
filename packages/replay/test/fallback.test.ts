import { readFileSync } from 'node:fs';
import { webAssembly } from '@graph/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReplayError, ReplayMemory } from '../src/index.js';
import { fillRows, schema } from './rows.js';

const real = webAssembly()!;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('where WebAssembly cannot be had', () => {
  it.each([
    ['there is none', undefined],
    [
      'compiling is forbidden',
      {
        validate: real.validate,
        Module: class {
          constructor() {
            throw new EvalError('forbidden by a content security policy');
          }
        },
      },
    ],
    [
      'there is no memory for it at this moment',
      {
        validate: real.validate,
        Module: real.Module,
        Instance: real.Instance,
        Memory: class {
          constructor() {
            throw new RangeError('could not allocate memory');
          }
        },
      },
    ],
  ])('a memory runs all the same: %s', async (_, stub) => {
    vi.stubGlobal('WebAssembly', stub);
    vi.resetModules();
    const { ReplayMemory } = await import('../src/index.js');
    const memory = new ReplayMemory({ schema, capacity: 20, seed: 1 });
    expect(memory.kernel).toBe('javascript');
    const batch = memory.createBatch(20);
    fillRows(batch, 0, 20);
    memory.add(batch);
    expect(memory.sample(batch, 7)).toBe(7);
    expect(() => new ReplayMemory({ schema, capacity: 20, seed: 1, kernel: 'webassembly' })).toThrow(
      /choose 'auto'/,
    );
  });

  it('runs on kernels that were handed over where compiling is forbidden, with the same bits', async () => {
    const bytes = readFileSync(new URL('../kernels/kernels.wasm', import.meta.url));
    const module = new real.Module(bytes);
    class Module {
      constructor() {
        throw new EvalError('forbidden by a content security policy');
      }
    }
    vi.stubGlobal('WebAssembly', {
      ...real,
      validate: real.validate,
      Instance: real.Instance,
      Memory: real.Memory,
      Module,
    });
    vi.resetModules();
    const { ReplayMemory, useKernels } = await import('../src/index.js');
    const play = (shared: boolean): unknown[] => {
      const memory = new ReplayMemory({ schema, capacity: 20, seed: 1, shared });
      const batch = memory.createBatch(20);
      fillRows(batch, 0, 20);
      memory.add(batch);
      memory.sample(batch, 7);
      return [memory.kernel, batch.ids, batch.weights, structuredClone(memory.state())];
    };
    const [before, ...expected] = play(false);
    useKernels(module);
    const [after, ...drawn] = play(false);
    expect([before, after]).toEqual(['javascript', 'webassembly']);
    expect(drawn).toEqual(expected);
    // Memory that threads share needs a module of its own.
    expect(play(true)[0]).toBe('javascript');
  });

  it('has a module for shared memory that differs in one byte', () => {
    const memory = new ReplayMemory({ schema, capacity: 20, seed: 1, shared: true });
    expect(memory.kernel).toBe('webassembly');
    expect(memory.state().records.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('a memory larger than the machine is refused in words', async () => {
    const { ReplayMemory } = await import('../src/index.js');
    const wide = { x: { dtype: 'float64', shape: [1000] } } as const;
    let thrown: unknown;
    try {
      new ReplayMemory({ schema: wide, capacity: 2 ** 31 - 1, seed: 1 });
    } catch (error) {
      thrown = error;
    }
    expect(ReplayError.is(thrown) && thrown.code).toBe('OPTION');
    expect(String(thrown)).toMatch(/2147483647 rows of 8000 bytes do not fit into this engine/);
    expect(() => new ReplayMemory({ schema, capacity: 1, seed: 1, kernel: 'fast' as never })).toThrow(
      /wanted one of auto/,
    );
  });
});
