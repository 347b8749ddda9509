import { describe, expect, it } from 'vitest';
import { Retention } from '../dist/training/retention.js';

describe('Retention', () => {
  it('averages its last row over the levels trained, and forgets from the best so far', () => {
    const retention = new Retention();
    expect(retention.averageR2).toBe(null);
    retention.record(1, [0.9, 0.1, 0]);
    retention.record(2, [0.5, 0.8, 0]);
    expect(retention.averageR2).toBeCloseTo((0.5 + 0.8) / 2, 12);
    expect(retention.forgetting).toBeCloseTo((0.4 + 0) / 2, 12);
    const copy = retention.copy();
    copy.record(1, [0.95, 0.7, 0]);
    expect(copy.levels).toEqual([2, 1]);
    expect(retention.matrix).toEqual([
      [0.9, 0.1, 0],
      [0.5, 0.8, 0],
    ]);
  });

  it('is put back exactly', () => {
    const retention = new Retention();
    retention.record(3, [0.1, Number.NEGATIVE_INFINITY, 1 / 3]);
    expect(Retention.from(structuredClone(retention.state())).matrix).toEqual(retention.matrix);
  });
});
