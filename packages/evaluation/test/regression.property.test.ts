import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mean, MeanAbsoluteError, PrequentialRegression, R2, RootMeanSquaredError } from '../src/index.js';
import { RegressionTally } from '../src/metrics/regression-tally.js';

const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const rows = fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 60 });
const averagings = fc.oneof(
  fc.constant({}),
  fc.record({ window: fc.integer({ min: 2, max: 20 }) }),
  fc.record({ fading: fc.constantFrom(0.5, 0.9, 0.999) }),
);

describe('regression metrics', () => {
  it('equal their definitions, running, windowed and fading', () => {
    fc.assert(
      fc.property(rows, averagings, (seen, averaging: { window?: number; fading?: number }) => {
        const metrics = [
          new MeanAbsoluteError(averaging),
          new RootMeanSquaredError(averaging),
          new R2(averaging),
        ];
        for (const [target, prediction] of seen)
          for (const metric of metrics) metric.update(target, prediction);
        const weight = (index: number): number => {
          const age = seen.length - 1 - index;
          return age < (averaging.window ?? 1e9) ? (averaging.fading ?? 1) ** age : 0;
        };
        const mean = (of: (row: readonly [number, number]) => number): number =>
          seen.reduce((sum, row, index) => sum + weight(index) * of(row), 0) /
          seen.reduce((sum, _, index) => sum + weight(index), 0);
        const squared = mean(([target, prediction]) => (target - prediction) ** 2);
        const centre = mean(([target]) => target);
        const variance = mean(([target]) => (target - centre) ** 2);
        close(
          metrics[0]!.value,
          mean(([target, prediction]) => Math.abs(target - prediction)),
        );
        close(metrics[1]!.value, Math.sqrt(squared));
        if (variance > 1e-6) close(metrics[2]!.value, 1 - squared / variance);
      }),
    );
  });

  it('stay exact when the targets are far from 0', () => {
    const tally = new RegressionTally();
    for (let row = 0; row < 1000; row += 1) tally.update(1e9 + (row % 10), 1e9 + 4.5);
    expect(tally.r2).toBeCloseTo(0, 6);
  });

  it('average the last rows of a window exactly', () => {
    const mean = new Mean({ window: 3 });
    for (const value of [1e300, 1, 2, 3]) mean.update(value);
    // A sum that adds the newest and takes the oldest away would be 0 here.
    expect(mean.value).toBe(2);
  });

  it('have no R² while all targets are equal, and no value before the first row', () => {
    const tally = new RegressionTally();
    expect(tally.meanAbsoluteError).toBeNaN();
    tally.update(1, 2);
    tally.update(1, 3);
    expect(tally.r2).toBeNaN();
    expect(tally.meanAbsoluteError).toBe(1.5);
  });

  it.each([
    [Number.NaN, 1],
    [1, Number.NaN],
    [Number.POSITIVE_INFINITY, 1],
    [1, Number.NEGATIVE_INFINITY],
  ])('refuse target %d with prediction %d and change nothing', (target, prediction) => {
    const evaluation = new PrequentialRegression();
    evaluation.update(1, 2);
    const before = evaluation.state();
    expect(() => evaluation.update(target, prediction)).toThrow(expect.objectContaining({ code: 'VALUE' }));
    expect(evaluation.state()).toEqual(before);
  });
});

function close(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}
