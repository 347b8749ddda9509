import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RocAuc } from '../src/index.js';
import { SCORE_BINS, scoreBin } from '../src/metrics/score-bin.js';

type Row = readonly [positive: number, score: number];

/** Every positive row against every negative one. */
function slowArea(rows: readonly Row[], fading = 1): number {
  let won = 0;
  let pairs = 0;
  rows.forEach(([positive, score], i) => {
    rows.forEach(([other, otherScore], j) => {
      if (positive !== 1 || other !== 0) return;
      const weight = fading ** (2 * rows.length - 2 - i - j);
      pairs += weight;
      won += weight * (score > otherScore ? 1 : score === otherScore ? 0.5 : 0);
    });
  });
  return won / pairs;
}

const probability = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.5, 1, 1e-9, 1 - 1e-9, 0.25),
);
const rows: fc.Arbitrary<Row[]> = fc
  .array(fc.tuple(fc.nat(1), probability), { minLength: 2, maxLength: 60 })
  .filter((all) => all.some(([positive]) => positive === 1) && all.some(([positive]) => positive === 0));

describe('RocAuc', () => {
  it('is exact over a window (every pair compared)', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 70 }), (seen, window) => {
        const metric = new RocAuc({ window });
        for (const [positive, score] of seen) metric.update(positive, score);
        const expected = slowArea(seen.slice(-window));
        if (Number.isNaN(expected)) expect(metric.value).toBeNaN();
        else expect(metric.value).toBeCloseTo(expected, 12);
        expect(metric.errorBound).toBe(0);
      }),
    );
  });

  it('running and fading is as near to the exact area as it says', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(undefined, 0.9), (seen, fading) => {
        const metric = new RocAuc(fading === undefined ? {} : { fading });
        for (const [positive, score] of seen) metric.update(positive, score);
        expect(Math.abs(metric.value - slowArea(seen, fading))).toBeLessThanOrEqual(
          metric.errorBound + 1e-12,
        );
      }),
    );
  });

  it('bins grow with the score and are never wider than 1/64 of the distance to the nearer end', () => {
    fc.assert(
      fc.property(probability, probability, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(scoreBin(low)).toBeLessThanOrEqual(scoreBin(high));
        expect(scoreBin(high)).toBeLessThan(SCORE_BINS);
        const distance = Math.min(high, 1 - low);
        if (high - low > distance / 32 + 1e-7) expect(scoreBin(low)).toBeLessThan(scoreBin(high));
      }),
    );
  });

  it('has no value until both kinds of rows were met', () => {
    const metric = new RocAuc();
    metric.update(1, 0.5);
    expect(metric.value).toBeNaN();
    metric.update(0, 0.4);
    expect(metric.value).toBe(1);
  });

  it.each([
    [2, 0.5],
    [Number.NaN, 0.5],
    [1, Number.NaN],
    [0, 1.1],
    [0, -0.1],
  ])('refuses positive %d with score %d', (positive, score) => {
    expect(() => new RocAuc().update(positive, score)).toThrow(expect.objectContaining({ code: 'VALUE' }));
  });
});
