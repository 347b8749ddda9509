import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReplayError } from '../src/index.js';
import { webAssembly } from '../src/kernels/web-assembly.js';
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
      /say auto/,
    );
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
    expect(ReplayError.is(thrown) && thrown.code).toBe('OPTIONS');
    expect(String(thrown)).toMatch(/2147483647 rows of 8000 bytes do not fit into memory/);
    expect(() => new ReplayMemory({ schema, capacity: 1, seed: 1, kernel: 'fast' as never })).toThrow(
      /wanted auto/,
    );
  });
});
