import type { StateTree, StateValue } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as evaluation from '../src/index.js';
import { ClassTally } from '../src/metrics/class-tally.js';
import { RegressionTally } from '../src/metrics/regression-tally.js';

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
      ClassTally,
      evaluation.ConfusionMatrix,
      evaluation.F1,
      evaluation.MacroF1,
    ].map(
      (Metric): Case => ({
        name: `${Metric.name} ${name}`,
        make: () => new Metric(averaging),
        from: (state) => Metric.from(state),
        feed: (metric: ClassTally, row, noise) => metric.update(target(row), Math.floor(noise * 9) - 1),
      }),
    );
    const regressions = [
      evaluation.MeanAbsoluteError,
      evaluation.R2,
      RegressionTally,
      evaluation.RootMeanSquaredError,
    ].map(
      (Metric): Case => ({
        name: `${Metric.name} ${name}`,
        make: () => new Metric(averaging),
        from: (state) => Metric.from(state),
        feed: (metric: RegressionTally, row, noise) => metric.update(target(row), noise),
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
    name: 'RetentionMatrix that replaces',
    make: () => new evaluation.RetentionMatrix({ tasks: 5, retrained: 'replace' }),
    from: evaluation.RetentionMatrix.from,
    feed: (it: evaluation.RetentionMatrix, row, noise) => it.record(target(row), [1, 2, 3, 4, noise]),
  },
  {
    name: 'StreamCurve',
    make: () => new evaluation.StreamCurve(),
    from: evaluation.StreamCurve.from,
    feed: (it: evaluation.StreamCurve, row, noise) => {
      for (let time = 0; time < 5; time += 1) it.update(row + noise);
      return it.points;
    },
  },
  {
    name: 'BestConstant',
    make: () => new evaluation.BestConstant({ width: 2 }),
    from: evaluation.BestConstant.from,
    feed: (it: evaluation.BestConstant, row, noise) => [it.learn([row, noise]), it.meanSquaredError],
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
  it('taken at any row resumes exactly as the original', () => {
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

  it('is refused when it is not one, or one of another class or of a later version', () => {
    const state = make().state();
    const { kind, version, ...fields } = state;
    for (const broken of [null, undefined, 7, [], {}, fields, { kind }, { ...state, kind: 'tea-leaves' }])
      expect(() => from(broken as never), JSON.stringify(broken)).toThrow(isStateError);
    expect(() => from({ ...state, version: (version as number) + 1 })).toThrow(isStateError);
  });

  it('is refused or restored as it is, when any field of it is missing or another', () => {
    const it = make();
    for (let row = 0; row < 12; row += 1) feed(it as never, row, row / 12);
    const state = it.state();
    for (const path of pathsOf(state)) {
      const isHeader = path.at(-1) === 'kind' || path.at(-1) === 'version';
      expect(() => from(replaced(state, path)), `without ${path.join('.')}`).toThrow(isStateError);
      for (const value of OTHERS) {
        const broken = replaced(state, path, value);
        let twin: Stateful;
        try {
          twin = from(broken);
        } catch (error) {
          expect(error, `${path.join('.')} is ${String(value)}`).toEqual(isStateError);
          continue;
        }
        expect(isHeader && path.at(-1) === 'kind', `${path.join('.')} is ${String(value)}`).toBe(false);
        expect(bits(twin.state()) === bits(broken), `${path.join('.')} is ${String(value)}`).toBe(true);
      }
    }
  });
});

const isStateError = expect.objectContaining({ name: 'EvaluationError', code: 'STATE' });

const OTHERS: readonly StateValue[] = [
  null,
  -1,
  0,
  0.5,
  3,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  'x',
  true,
  [],
  {},
  new Float64Array(0),
  new Float64Array(3),
  new Uint8Array(4),
];

/** Where the values of a tree are, those of its branches too. */
function pathsOf(tree: StateTree): string[][] {
  return Object.entries(tree).flatMap(([key, value]) => [
    [key],
    ...(isBranch(value) ? pathsOf(value as StateTree).map((path) => [key, ...path]) : []),
  ]);
}

/** The tree with another value at `path`, or without it. */
function replaced(tree: StateTree, [key, ...path]: readonly string[], value?: StateValue): StateTree {
  const copy: Record<string, StateValue> = { ...tree };
  const part = copy[key!]!;
  if (path.length > 0) {
    const branch = replaced(part as StateTree, path, value);
    copy[key!] = Array.isArray(part) ? Object.values(branch) : branch;
  } else if (value === undefined) delete copy[key!];
  else copy[key!] = value;
  return copy;
}

function isBranch(value: StateValue): boolean {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

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
  else if (ArrayBuffer.isView(tree))
    expect(tree instanceof Float64Array || tree instanceof Int32Array).toBe(true);
  else if (typeof tree === 'object' && tree !== null) Object.values(tree).forEach(check);
  else expect(tree === null || typeof tree === 'string' || typeof tree === 'boolean').toBe(true);
}
