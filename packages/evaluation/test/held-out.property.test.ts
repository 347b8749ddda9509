import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BestConstant, R2, regressionScore, StreamCurve } from '../src/index.js';

const float = fc.float({ min: -1000, max: 1000, noNaN: true });

describe('regressionScore', () => {
  it('has the bits of the sums by hand, and says the same as R2 to the rounding', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(float, float), { minLength: 1, maxLength: 50 }),
        fc.nat(5),
        (rows, more) => {
          const targets = Float32Array.from([...rows.map(([target]) => target), ...new Array(more).fill(7)]);
          const predictions = rows.map(([, prediction]) => prediction);
          const used = targets.subarray(0, rows.length);
          const mean = used.reduce((sum, target) => sum + target, 0) / rows.length;
          const squares = used.reduce((sum, target, at) => sum + (predictions[at]! - target) ** 2, 0);
          const spread = used.reduce((sum, target) => sum + (target - mean) ** 2, 0);
          const score = regressionScore(predictions, targets, rows.length);
          expect(score.mse).toBe(squares / rows.length);
          expect(score.baselineMse).toBe(spread / rows.length);
          expect(score.r2).toBe(spread > 0 ? 1 - squares / rows.length / (spread / rows.length) : Number.NaN);
          const metric = new R2();
          used.forEach((target, at) => {
            metric.update(target, predictions[at]!);
          });
          if (spread > 1e-3)
            expect(Math.abs(metric.value - score.r2)).toBeLessThan(1e-6 * (1 + Math.abs(score.r2)));
        },
      ),
    );
  });

  it('has no R² when all targets are equal, and reads all targets unless told otherwise', () => {
    expect(regressionScore([1, 2], [3, 3])).toEqual({ mse: 2.5, baselineMse: 0, r2: Number.NaN });
    expect(regressionScore([1, 2, 4, 9], [1, 2, 3])).toEqual({ mse: 1 / 3, baselineMse: 2 / 3, r2: 0.5 });
  });

  it.each([
    [[1], [1], 2],
    [[1], [1, 2], 2],
    [[1, 2], [1], 2],
    [[], [], 0],
    [[1], [1], 0.5],
    [[1], [1], Number.NaN],
  ])('refuses %o for %o with count %d', (predictions, targets, count) => {
    expect(() => regressionScore(predictions, targets, count)).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
  });
});

describe('BestConstant', () => {
  it('costs what the mean of all targets costs, however the rows are sliced', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(float, { minLength: 3, maxLength: 60 }),
        fc.nat(20),
        (width, values, cut) => {
          const rows = Math.floor(values.length / width);
          const targets = Float32Array.from(values.slice(0, rows * width));
          const [whole, sliced] = [new BestConstant({ width }), new BestConstant({ width })];
          whole.learn(targets);
          sliced.learn(targets, Math.min(cut, rows));
          sliced.learn(targets.subarray(Math.min(cut, rows) * width));
          expect(sliced.state()).toEqual(whole.state());
          expect(whole.rows).toBe(rows);
          let cost = 0;
          for (let column = 0; column < width; column += 1) {
            const own = targets.filter((_, at) => at % width === column);
            const mean = own.reduce((sum, target) => sum + target, 0) / rows;
            expect(whole.predict()[column]).toBeCloseTo(mean, 6);
            cost += own.reduce((sum, target) => sum + (target - mean) ** 2, 0) / rows / width;
          }
          expect(Math.abs(whole.meanSquaredError! - cost)).toBeLessThanOrEqual(1e-9 * Math.max(1, cost));
        },
      ),
    );
  });

  it('has the golden bits of Welford’s sums', () => {
    const constant = new BestConstant({ width: 2 });
    constant.learn(Float32Array.of(0.1, 5, 0.7, -2, 0.4, 3.3, 9, 9), 3);
    expect([...constant.predict(), constant.meanSquaredError]).toEqual([
      0.3999999985098839, 2.099999984105428, 4.473333312918743,
    ]);
  });

  it('has no cost before the first row, and refuses what is not whole rows of numbers', () => {
    const constant = new BestConstant({ width: 2 });
    expect([constant.meanSquaredError, [...constant.predict()]]).toEqual([null, [0, 0]]);
    const before = constant.state();
    expect(() => constant.learn([1, 2, 3])).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    expect(() => constant.learn([1, 2], 2)).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    expect(() => constant.learn([1, 2], -1)).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    expect(() => constant.learn([1, 2, 3, Number.NaN])).toThrow(expect.objectContaining({ code: 'VALUE' }));
    expect(constant.state()).toEqual(before);
    constant.predict()[0] = 7;
    expect(constant.predict()[0]).toBe(0);
    for (const width of [0, 0.5, Number.NaN])
      expect(() => new BestConstant({ width })).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});

describe('StreamCurve', () => {
  it('gives the means of equal segments, 32 to 63 of them, each merged in pairs', () => {
    fc.assert(
      fc.property(fc.array(float, { maxLength: 1000 }), (values) => {
        const curve = new StreamCurve();
        for (const value of values) curve.update(value);
        const { rowsPerPoint, means } = curve.points;
        expect(Number.isInteger(Math.log2(rowsPerPoint))).toBe(true);
        expect(means).toHaveLength(Math.floor(values.length / rowsPerPoint));
        expect(means.length).toBeLessThan(64);
        if (values.length >= 64) expect(means.length).toBeGreaterThanOrEqual(32);
        means.forEach((mean, at) => {
          const segment = values.slice(at * rowsPerPoint, (at + 1) * rowsPerPoint);
          expect(mean).toBeCloseTo(segment.reduce((sum, value) => sum + value, 0) / rowsPerPoint, 6);
        });
      }),
    );
  });

  it('has the golden bits of its sums, in the order in which they are made', () => {
    const curve = new StreamCurve();
    for (let row = 1; row <= 300; row += 1) curve.update(1 / row);
    const { rowsPerPoint, means } = curve.points;
    expect([rowsPerPoint, means.length, means[0], means[36]]).toEqual([
      8, 37, 0.3397321428571428, 0.003419013229994733,
    ]);
  });

  it('refuses what is not a finite number, and is unchanged', () => {
    const curve = new StreamCurve();
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => curve.update(value)).toThrow(expect.objectContaining({ code: 'VALUE' }));
    expect(curve.points).toEqual({ rowsPerPoint: 1, means: [] });
  });
});
