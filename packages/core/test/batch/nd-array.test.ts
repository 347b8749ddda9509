import ndarray from 'ndarray';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StructuralArray } from '../../src/batch/structural-array.js';

/** The module anew: it remembers whether the engine compiles. */
async function load(): Promise<typeof import('../../src/batch/nd-array.js')> {
  vi.resetModules();
  return await import('../../src/batch/nd-array.js');
}

afterEach(() => {
  vi.doUnmock('ndarray');
  vi.resetModules();
});

describe('ndArray', () => {
  it('makes a view of ndarray where the engine compiles it', async () => {
    const { ndArray } = await load();
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    const view = ndArray(data, [2, 3]);
    expect(view.constructor).toBe(ndarray(data, [2, 3]).constructor);
    expect(view.data).toBe(data);
    expect([view.get(1, 0), view.shape, view.stride]).toEqual([4, [2, 3], [3, 1]]);
  });

  it('keeps the shape that it was given from later changes', async () => {
    const { ndArray } = await load();
    const shape = [1, 2];
    const view = ndArray(new Float32Array(2), shape);
    shape[0] = 9;
    expect(view.shape).toEqual([1, 2]);
  });

  it.each([
    new EvalError('Refused to evaluate a string as JavaScript'),
    // What an edge runtime throws, of another realm's class.
    { toString: () => 'Error: Code generation from strings disallowed for this context' },
  ])('makes a structural view where the engine forbids to compile: %s', async (error) => {
    const compile = vi.fn(() => {
      throw error;
    });
    vi.doMock('ndarray', () => ({ default: compile }));
    const { ndArray } = await load();
    const view = ndArray(Float32Array.of(1, 2, 3, 4), [2, 2]);
    expect(view.constructor.name).toBe(StructuralArray.name);
    expect([view.get(1, 0), view.shape, view.stride, view.offset]).toEqual([3, [2, 2], [2, 1], 0]);
    ndArray(new Float32Array(1), [1]);
    expect(compile).toHaveBeenCalledTimes(1);
  });

  it('hides no other error, and tries again after it', async () => {
    const compile = vi.fn(() => {
      throw new TypeError('shape is odd');
    });
    vi.doMock('ndarray', () => ({ default: compile }));
    const { ndArray } = await load();
    for (const _ of [1, 2]) expect(() => ndArray(new Float32Array(1), [1])).toThrow('shape is odd');
    expect(compile).toHaveBeenCalledTimes(2);
  });
});
