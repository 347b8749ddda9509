import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Accuracy, BalancedAccuracy, ConfusionMatrix, F1, MacroF1 } from '../src/index.js';
import { ClassTally } from '../src/metrics/class-tally.js';

type Row = readonly [target: number, predicted: number];

const rows: fc.Arbitrary<Row[]> = fc.array(fc.tuple(fc.nat(6), fc.integer({ min: -1, max: 6 })), {
  minLength: 1,
  maxLength: 60,
});
const averagings = fc.oneof(
  fc.constant({}),
  fc.record({ window: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ fading: fc.constantFrom(0.5, 0.9, 0.999) }),
);

/** The rows with their weights, the slow way. */
function weighted(
  seen: readonly Row[],
  averaging: { window?: number; fading?: number },
): [number, number, number][] {
  const { window = Number.POSITIVE_INFINITY, fading = 1 } = averaging;
  return seen
    .map(([target, predicted], index): [number, number, number] => {
      const age = seen.length - 1 - index;
      return [target, predicted, age < window ? fading ** age : 0];
    })
    .filter(([, , weight]) => weight > 0);
}

const total = (
  counted: [number, number, number][],
  keep: (target: number, predicted: number) => boolean,
): number =>
  counted.reduce((sum, [target, predicted, weight]) => sum + (keep(target, predicted) ? weight : 0), 0);

describe('class metrics', () => {
  it('equal their definitions, running, windowed and fading', () => {
    fc.assert(
      fc.property(rows, averagings, (seen, averaging) => {
        const tally = new ClassTally(averaging);
        const matrix = new ConfusionMatrix(averaging);
        for (const [target, predicted] of seen) {
          tally.update(target, predicted);
          matrix.update(target, predicted);
        }
        const counted = weighted(seen, averaging);
        const all = total(counted, () => true);
        expect(tally.accuracy).toBeCloseTo(total(counted, (t, p) => t === p) / all, 9);
        const classes = [0, 1, 2, 3, 4, 5, 6];
        const recalls = classes
          .filter((c) => total(counted, (t) => t === c) > 0)
          .map((c) => total(counted, (t, p) => t === c && p === c) / total(counted, (t) => t === c));
        expect(tally.balancedAccuracy).toBeCloseTo(mean(recalls), 9);
        const f1s = classes
          .filter((c) => total(counted, (t, p) => t === c || p === c) > 0)
          .map((c) => {
            const truePositives = total(counted, (t, p) => t === c && p === c);
            const wrong = total(counted, (t, p) => (t === c) !== (p === c));
            return (2 * truePositives) / (2 * truePositives + wrong);
          });
        expect(tally.macroF1).toBeCloseTo(mean(f1s), 9);
        for (const t of classes)
          for (const p of [-1, ...classes])
            expect(matrix.count(t, p)).toBeCloseTo(
              total(counted, (a, b) => a === t && b === p),
              9,
            );
      }),
    );
  });

  it('are the values of the single-metric classes', () => {
    fc.assert(
      fc.property(rows, averagings, (seen, averaging) => {
        const tally = new ClassTally(averaging);
        const metrics = [
          new Accuracy(averaging),
          new BalancedAccuracy(averaging),
          new MacroF1(averaging),
          new F1({ ...averaging, positive: 2 }),
        ];
        for (const [target, predicted] of seen)
          for (const metric of [tally, ...metrics]) metric.update(target, predicted);
        expect(metrics.map((metric) => metric.value)).toEqual([
          tally.accuracy,
          tally.balancedAccuracy,
          tally.macroF1,
          tally.f1(2),
        ]);
      }),
    );
  });

  it('keep fading right when the weights have been scaled back many times', () => {
    const tally = new ClassTally({ fading: 0.5 });
    for (let row = 0; row < 5000; row += 1) tally.update(row % 2, 0);
    // The newest row is wrong and weighs 1, the one before is right and weighs 1/2, …: right are 1/2 + 1/8 + … = 2/3.
    expect(tally.accuracy).toBeCloseTo(1 / 3, 12);
  });

  it('have no value before the first row', () => {
    for (const metric of [new Accuracy(), new BalancedAccuracy(), new F1(), new MacroF1()])
      expect(metric.value).toBeNaN();
  });

  it.each([
    [Number.NaN, 0],
    [-1, 0],
    [0.5, 0],
    [2 ** 20, 0],
    [0, -2],
    [0, Number.NaN],
    [0, 1.5],
    [Number.POSITIVE_INFINITY, 0],
  ])('refuse target %d with prediction %d and count nothing', (target, predicted) => {
    const tally = new ClassTally();
    tally.update(0, 0);
    const before = tally.state();
    expect(() => tally.update(target, predicted)).toThrow(expect.objectContaining({ code: 'VALUE' }));
    expect(tally.state()).toEqual(before);
    expect(() => new ConfusionMatrix().update(target, predicted)).toThrow(/wanted the index of a class/);
  });

  it.each([
    { window: 0 },
    { window: 1.5 },
    { window: Number.NaN },
    { fading: 0 },
    { fading: 1 },
    { fading: Number.NaN },
    { window: 10, fading: 0.9 },
  ])('refuse the averaging %o', (averaging) => {
    expect(() => new Accuracy(averaging)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
