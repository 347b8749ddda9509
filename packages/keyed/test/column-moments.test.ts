import { Random } from '@graph/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addValue, isStart, relative, startMoments } from '../src/bank/column-moments.js';

/** The statistics of a column after values, as a key keeps them: origin, mean, variance, count. */
function momentsOf(values: readonly number[], horizon = 1000) {
  const cells = Float64Array.of(values[0] ?? Number.NaN, 0, 0, 0);
  let held: number[] = [];
  for (const [at, value] of values.entries()) {
    const raw = relative(cells, 0, value);
    if (isStart(at + 1)) {
      const moved = startMoments(cells, 0, Float64Array.of(...held, raw), held.length + 1);
      held = held.map((each) => Math.fround(each - moved));
      held.push(relative(cells, 0, value));
    } else {
      addValue(cells, 0, raw, horizon);
      held.push(raw);
    }
  }
  const [origin = 0, mean = 0, variance = 0, count = 0] = cells;
  return { mean: origin + mean, deviation: Math.sqrt(variance), count };
}

it('keeps mean and deviation, whatever single value is wild, and wherever the numbers are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999 }),
      fc.constantFrom(0, 5, -3e9, 1e12),
      fc.nat(399),
      fc.constantFrom(0, 1e6, -1e15, 1e30, 3.5e38),
      (seed, level, place, wild) => {
        const random = Random.fromSeed(seed, 'column');
        const values = Array.from({ length: 400 }, (_, at) =>
          at === place && wild !== 0 ? level + wild : level + 10 * random.float(),
        );
        const { mean, deviation, count } = momentsOf(values);
        expect(Math.abs(mean - level - 5)).toBeLessThan(1);
        expect(deviation).toBeGreaterThan(2.3);
        expect(deviation).toBeLessThan(4);
        expect(count).toBe(400);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

it('follows a column that moves, and fades what is old', () => {
  const random = Random.fromSeed(1, 'column');
  const values = Array.from({ length: 1500 }, (_, at) => (at < 500 ? 0 : 1000) + random.float());
  const { mean } = momentsOf(values, 200);
  expect(Math.abs(mean - 1000.5)).toBeLessThan(10);
});

it('says nothing of a column without a value, and takes one that never changes', () => {
  const cells = Float64Array.of(Number.NaN, 0, 0, 0);
  expect(startMoments(cells, 0, new Float64Array(0), 0)).toBe(0);
  expect(relative(cells, 0, Number.NaN)).toBeNaN();
  expect(momentsOf(Array.from({ length: 50 }, () => 7))).toEqual({ mean: 7, deviation: 0, count: 50 });
});
