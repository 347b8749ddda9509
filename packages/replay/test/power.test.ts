import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { exp2, log2, oneMinusExp2, power } from '../src/draws/power.js';

// Math.pow and its like are right to about 1e-15 here, far more than is asked of ours; only their last bit is not
// the same everywhere, which is why they serve in tests alone.
describe('powers', () => {
  const random = Random.fromSeed(1, 'powers');
  const numbers = Array.from({ length: 20_000 }, () => Math.fround(2 ** (random.float() * 240 - 120)));

  it.each([0.1, 0.3, 0.4, 0.6, 0.7, 0.99, 1.5, 2, 3, 8])(
    'to %d are within 0.502 units in the last place of a float32',
    (exponent) => {
      let worst = 0;
      for (const x of numbers) {
        const exact = x ** exponent;
        if (exact < 2 ** -126 || exact > 2 ** 127) continue;
        const unit = 2 ** (Math.floor(Math.log2(exact)) - 23);
        worst = Math.max(worst, Math.abs(Math.fround(power(x, exponent)) - exact) / unit);
      }
      expect(worst).toBeGreaterThan(0.49);
      expect(worst).toBeLessThan(0.502);
    },
  );

  it('are exact where they are simple', () => {
    for (const x of [0, 1, 2 ** -140, 0.3, 7, 3e38]) {
      expect(power(x, 1)).toBe(x);
      expect(power(x, 0)).toBe(1);
      expect(power(x, 0.5)).toBe(Math.sqrt(x));
    }
    for (const exponent of [0.1, 0.6, 3]) expect([power(0, exponent), power(1, exponent)]).toEqual([0, 1]);
    expect([log2(1), log2(8), log2(2 ** -149), exp2(0), exp2(-3), exp2(1024), exp2(-2000)]).toEqual([
      0,
      3,
      -149,
      1,
      0.125,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });

  it('and logarithms are as near as they say', () => {
    const worst = [0, 0];
    for (const x of numbers) {
      worst[0] = Math.max(worst[0]!, Math.abs(log2(x) - Math.log2(x)));
      const y = Math.log2(x) * 3;
      worst[1] = Math.max(worst[1]!, Math.abs(exp2(y) / 2 ** y - 1));
    }
    expect(worst[0]).toBeLessThan(4e-12 + 1e-14);
    expect(worst[1]).toBeLessThan(5e-14);
    for (const y of [1e-15, 1e-9, 1e-5, 2 ** -10, 0.02, 0.04, 0.1, 3, 60])
      expect(Math.abs(oneMinusExp2(y) / -Math.expm1(-y * Math.LN2) - 1)).toBeLessThan(3e-12);
  });

  it('never decrease where the base grows', () => {
    const results = numbers.toSorted((a, b) => a - b).map((x) => Math.fround(power(x, 0.6)));
    expect(results).toEqual(results.toSorted((a, b) => a - b));
  });
});
