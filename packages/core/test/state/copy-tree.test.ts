import { describe, expect, it } from 'vitest';
import { copyTree } from '../../src/index.js';

describe('copyTree', () => {
  const tree = {
    kind: 'oven',
    degrees: -0,
    limit: Number.POSITIVE_INFINITY,
    on: true,
    door: null,
    log: [1, 'two', [3], { four: Float32Array.of(4) }],
    racks: { top: Int16Array.of(1, 2), ids: BigInt64Array.of(3n) },
  };

  it('copies every kind of leaf', () => {
    const copy = copyTree(tree);
    expect(copy).toEqual(tree);
    expect(copy.racks.top).toBeInstanceOf(Int16Array);
    expect(Object.is(copy.degrees, -0)).toBe(true);
  });

  it('shares nothing that can change', () => {
    const copy = copyTree(tree);
    copy.racks.top[0] = 9;
    copy.log.push('more');
    (copy.log[3] as { four: Float32Array }).four[0] = 9;
    expect([tree.racks.top[0], tree.log.length]).toEqual([1, 4]);
    expect((tree.log[3] as { four: Float32Array }).four[0]).toBe(4);
  });

  it('copies of a view only what it shows', () => {
    const { part } = copyTree({ part: new Float64Array(1000).subarray(10, 12) });
    expect([part.length, part.buffer.byteLength]).toEqual([2, 16]);
  });
});
