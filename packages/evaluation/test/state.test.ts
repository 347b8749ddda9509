import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateTree } from '../src/index.js';
import * as evaluation from '../src/index.js';

type Stateful = { state(): StateTree };
type Case = {
  readonly name: string;
  readonly make: () => Stateful;
  readonly from: (state: StateTree) => Stateful;
  readonly feed: (it: never, row: number, noise: number) => unknown;
};

// row counts up, noise is from 0 to 1
const target = (row: number): number => (row * 7) % 5;
const averagings = [{}, { window: 7 }, { fading: 0.9 }] as const;

const cases: Case[] = [
  ...averagings.flatMap((averaging): Case[] => {
    const name = JSON.stringify(averaging);
    const classes = [
      evaluation.Accuracy,
      evaluation.BalancedAccuracy,
      evaluation.ClassTally,
      evaluation.ConfusionMatrix,
      evaluation.F1,
      evaluation.MacroF1,
    ].map(
      (Metric): Case => ({
        name: `${Metric.name} ${name}`,
        make: () => new Metric(averaging),
        from: (state) => Metric.from(state),
        feed: (metric: evaluation.ClassTally, row, noise) =>
          metric.update(target(row), Math.floor(noise * 9) - 1),
      }),
    );
    const regressions = [
      evaluation.MeanAbsoluteError,
      evaluation.R2,
      evaluation.RegressionTally,
      evaluation.RootMeanSquaredError,
    ].map(
      (Metric): Case => ({
        name: `${Metric.name} ${name}`,
        make: () => new Metric(averaging),
        from: (state) => Metric.from(state),
        feed: (metric: evaluation.RegressionTally, row, noise) => metric.update(target(row), noise),
      }),
    );
    return [
      ...classes,
      ...regressions,
      {
        name: `Mean ${name}`,
        make: () => new evaluation.Mean(averaging),
        from: evaluation.Mean.from,
        feed: (metric: evaluation.Mean, _, noise) => metric.update(noise),
      },
      {
        name: `LogLoss ${name}`,
        make: () => new evaluation.LogLoss(averaging),
        from: evaluation.LogLoss.from,
        feed: (metric: evaluation.LogLoss, _, noise) => metric.update(noise),
      },
      {
        name: `RocAuc ${name}`,
        make: () => new evaluation.RocAuc(averaging),
        from: evaluation.RocAuc.from,
        feed: (metric: evaluation.RocAuc, row, noise) => metric.update(row % 2, noise),
      },
    ];
  }),
  {
    name: 'PrequentialClassification',
    make: () => new evaluation.PrequentialClassification({ window: 7, fading: 0.9 }),
    from: evaluation.PrequentialClassification.from,
    feed: (it: evaluation.PrequentialClassification, row, noise) =>
      row < 10
        ? it.updateProbabilities(row % 2, [noise])
        : it.updateProbabilities(target(row), [noise, 1 - noise]),
  },
  {
    name: 'PrequentialRegression',
    make: () => new evaluation.PrequentialRegression({ window: 7, fading: 0.9 }),
    from: evaluation.PrequentialRegression.from,
    feed: (it: evaluation.PrequentialRegression, row, noise) => it.update(target(row), noise),
  },
  {
    name: 'LabelDelay',
    make: () => new evaluation.LabelDelay({ rows: 5, width: 2 }),
    from: evaluation.LabelDelay.from,
    feed: (it: evaluation.LabelDelay, row, noise) => (it.push([row, noise]) ? [...it.due] : []),
  },
  {
    name: 'RetentionMatrix',
    make: () => new evaluation.RetentionMatrix({ tasks: 5, baseline: [0, 0, 0, 0, 0] }),
    from: evaluation.RetentionMatrix.from,
    feed: (it: evaluation.RetentionMatrix, row, noise) => it.record(target(row), [1, 2, 3, 4, noise]),
  },
  {
    name: 'DomainScores',
    make: () => new evaluation.DomainScores({ blockRows: 3 }),
    from: evaluation.DomainScores.from,
    feed: (it: evaluation.DomainScores, row, noise) => it.update(target(row), noise),
  },
  {
    name: 'EvaluationSets',
    make: () =>
      new evaluation.EvaluationSets({ width: 2, seed: 5, share: 0.5, span: 8, sets: 3, capacity: 2 }),
    from: evaluation.EvaluationSets.from,
    feed: (it: evaluation.EvaluationSets, row, noise) => it.offer([row, noise]),
  },
  {
    name: 'RehearsalFocus',
    make: () => new evaluation.RehearsalFocus({ memoryRows: 20 }),
    from: evaluation.RehearsalFocus.from,
    feed: (it: evaluation.RehearsalFocus, row, noise) => [it.update(noise), row % 7 === 0 && it.outdate(row)],
  },
  {
    name: 'PairedProbes',
    make: () => new evaluation.PairedProbes({ width: 2, longRows: 40, threshold: 0.5 }),
    from: evaluation.PairedProbes.from,
    feed: (it: evaluation.PairedProbes, row, noise) => it.update([row % 3, noise], target(row), 0.5),
  },
  {
    name: 'Adwin',
    make: () => new evaluation.Adwin({ delta: 0.3, clock: 2 }),
    from: evaluation.Adwin.from,
    feed: (it: evaluation.Adwin, row, noise) => it.update(row > 20 ? noise / 9 : 1 - noise / 9),
  },
  {
    name: 'Ddm',
    make: () => new evaluation.Ddm({ leastRows: 3 }),
    from: evaluation.Ddm.from,
    feed: (it: evaluation.Ddm, _, noise) => it.update(noise > 0.7 ? 1 : 0),
  },
  {
    name: 'PageHinkley',
    make: () => new evaluation.PageHinkley({ threshold: 1, leastRows: 3, direction: 'both' }),
    from: evaluation.PageHinkley.from,
    feed: (it: evaluation.PageHinkley, _, noise) => it.update(noise),
  },
  {
    name: 'Kswin',
    make: () => new evaluation.Kswin({ seed: 3, windowRows: 12, sampleRows: 4, alpha: 0.2 }),
    from: evaluation.Kswin.from,
    feed: (it: evaluation.Kswin, _, noise) => it.update(noise),
  },
  {
    name: 'MajorityClass',
    make: () => new evaluation.MajorityClass(),
    from: evaluation.MajorityClass.from,
    feed: (it: evaluation.MajorityClass, row) => it.learn(target(row)),
  },
  {
    name: 'LastValue',
    make: () => new evaluation.LastValue(),
    from: evaluation.LastValue.from,
    feed: (it: evaluation.LastValue, _, noise) => it.learn(noise),
  },
  {
    name: 'RunningMean',
    make: () => new evaluation.RunningMean(),
    from: evaluation.RunningMean.from,
    feed: (it: evaluation.RunningMean, _, noise) => it.learn(noise),
  },
];

describe.each(cases)('the state of $name', ({ make, from, feed }) => {
  it('taken at any row goes on exactly as the original', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.nat(40),
        (noises, at) => {
          const cut = Math.min(at, noises.length);
          const original = make();
          noises.slice(0, cut).forEach((noise, row) => {
            feed(original as never, row, noise);
          });
          const saved = original.state();
          const savedBits = bits(saved);
          const twin = from(structuredClone(saved));
          expect(bits(twin.state())).toBe(bits(saved));
          noises.slice(cut).forEach((noise, row) => {
            expect(feed(twin as never, cut + row, noise)).toEqual(feed(original as never, cut + row, noise));
          });
          expect(bits(twin.state())).toBe(bits(original.state()));
          // What was saved is a copy: it does not move with the original.
          expect(bits(saved)).toBe(savedBits);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is JSON but for its arrays: nothing in it is NaN, infinite or undefined', () => {
    const it = make();
    for (let row = 0; row < 20; row += 1) {
      check(it.state());
      feed(it as never, row, row / 20);
    }
    check(it.state());
  });

  it('is refused when it is not one', () => {
    for (const broken of [null, {}, { averaging: { window: -1, fading: 1 } }, { rows: 'many' }])
      expect(() => from(broken as never)).toThrow(expect.objectContaining({ code: 'STATE' }));
  });
});

/** A state as text, to the last bit. */
function bits(tree: unknown): string {
  return JSON.stringify(tree, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      : value,
  );
}

function check(tree: unknown): void {
  if (typeof tree === 'number') expect(Number.isFinite(tree)).toBe(true);
  else if (ArrayBuffer.isView(tree)) expect(tree).toBeInstanceOf(Float64Array);
  else if (typeof tree === 'object' && tree !== null) Object.values(tree).forEach(check);
  else expect(tree === null || typeof tree === 'string' || typeof tree === 'boolean').toBe(true);
}
