import { describe, expect, it } from 'vitest';
import { createBatch } from '../../src/index.js';

describe('createBatch', () => {
  it('allocates contiguous columns of its own, and no row', () => {
    const batch = createBatch(5, 3, 2);
    expect(batch.size).toBe(0);
    for (const [column, width] of [
      [batch.inputs, 3],
      [batch.targets, 2],
    ] as const)
      expect(column).toMatchObject({ shape: [5, width], stride: [width, 1], offset: 0, dtype: 'float32' });
    expect([batch.inputs.data.length, batch.targets.data.length]).toEqual([15, 10]);
    expect(batch.inputs.data.buffer).not.toBe(batch.targets.data.buffer);
  });

  it.each([
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ])('takes a size of 0: %i rows of %i and %i', (capacity, inputWidth, targetWidth) => {
    const batch = createBatch(capacity, inputWidth, targetWidth);
    expect(batch.inputs.shape).toEqual([capacity, inputWidth]);
    expect(batch.targets.shape).toEqual([capacity, targetWidth]);
  });
});
