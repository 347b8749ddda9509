import type { StateTree } from '@graph/core';
import { describe, expect, it } from 'vitest';
import * as evaluation from '../src/index.js';
import { ClassTally } from '../src/metrics/class-tally.js';

const isOptionError = expect.objectContaining({ name: 'EvaluationError', code: 'OPTION' });
const isStateError = expect.objectContaining({ name: 'EvaluationError', code: 'STATE' });

describe('options', () => {
  type OptionsClass = new (options: never) => unknown;
  const classes = new Map<OptionsClass, object>([
    [evaluation.Accuracy, {}],
    [evaluation.Adwin, {}],
    [evaluation.BalancedAccuracy, {}],
    [evaluation.BestConstant, { width: 1 }],
    [evaluation.ConfusionMatrix, {}],
    [evaluation.Ddm, {}],
    [evaluation.DomainScores, {}],
    [evaluation.EvaluationSets, { width: 1, seed: 1 }],
    [evaluation.F1, {}],
    [evaluation.Kswin, { seed: 1 }],
    [evaluation.LabelDelay, { rows: 1, width: 1 }],
    [evaluation.LogLoss, {}],
    [evaluation.MacroF1, {}],
    [evaluation.Mean, {}],
    [evaluation.MeanAbsoluteError, {}],
    [evaluation.PageHinkley, {}],
    [evaluation.PairedProbes, { width: 1, longRows: 100 }],
    [evaluation.PrequentialClassification, {}],
    [evaluation.PrequentialRegression, {}],
    [evaluation.R2, {}],
    [evaluation.RehearsalFocus, { memoryRows: 10 }],
    [evaluation.RetentionMatrix, { tasks: 2 }],
    [evaluation.RocAuc, {}],
    [evaluation.RootMeanSquaredError, {}],
  ]);

  it.each([...classes].map(([Class, good]) => [Class.name, Class, good] as const))(
    'of %s are refused when misspelt, missing or not an object',
    (name, Class, good) => {
      expect(() => new Class(good as never)).not.toThrow();
      expect(() => new Class({ ...good, colour: 'red' } as never)).toThrow(`${name} has no option colour`);
      for (const options of [null, 7, { ...good, colour: 'red' }])
        expect(() => new Class(options as never)).toThrow(isOptionError);
      for (const key of Object.keys(good)) {
        const rest = Object.fromEntries(Object.entries(good).filter(([other]) => other !== key));
        expect(() => new Class(rest as never), `without ${key}`).toThrow(isOptionError);
      }
    },
  );

  it('name the one that was meant', () => {
    expect(() => new evaluation.Adwin({ delt: 0.1 } as never)).toThrow(
      'Adwin has no option delt; did you mean delta?',
    );
  });
});

describe('a state whose fields do not fit each other', () => {
  const empty = new Float64Array(0);

  it.each<[string, (state: StateTree) => unknown, StateTree, StateTree]>([
    [
      'RetentionMatrix that replaces, with a task twice',
      evaluation.RetentionMatrix.from,
      new evaluation.RetentionMatrix({ tasks: 1, retrained: 'replace' }).state(),
      { trained: Float64Array.of(0, 0), matrix: Float64Array.of(1, 2) },
    ],
    [
      'RetentionMatrix that replaces, with a baseline',
      evaluation.RetentionMatrix.from,
      new evaluation.RetentionMatrix({ tasks: 1, retrained: 'replace' }).state(),
      { baseline: Float64Array.of(0) },
    ],
    [
      'StreamCurve with as many sums as are merged',
      evaluation.StreamCurve.from,
      new evaluation.StreamCurve().state(),
      { sums: new Float64Array(64) },
    ],
    [
      'StreamCurve with a whole open segment',
      evaluation.StreamCurve.from,
      new evaluation.StreamCurve().state(),
      { rowsPerPoint: 2, openRows: 2 },
    ],
    [
      'Adwin with rows in no bucket',
      evaluation.Adwin.from,
      new evaluation.Adwin().state(),
      { rows: 3, buckets: new Float64Array(48) },
    ],
    [
      'Adwin with too many buckets of a size',
      evaluation.Adwin.from,
      new evaluation.Adwin().state(),
      { rows: 6, buckets: new Float64Array(48).fill(6, 0, 1) },
    ],
    [
      'Adwin with half a bucket',
      evaluation.Adwin.from,
      new evaluation.Adwin().state(),
      { rows: 1, buckets: new Float64Array(48).fill(0.5, 1, 2) },
    ],
    [
      'ClassTally without room for a class, which it would double forever',
      ClassTally.from,
      new ClassTally().state(),
      { correct: empty, targets: empty, predictions: empty },
    ],
    [
      'DomainScores without room',
      evaluation.DomainScores.from,
      new evaluation.DomainScores().state(),
      { fields: empty },
    ],
    [
      'DomainScores with a part of a domain',
      evaluation.DomainScores.from,
      new evaluation.DomainScores().state(),
      { fields: new Float64Array(7) },
    ],
    [
      'MajorityClass without room',
      evaluation.MajorityClass.from,
      new evaluation.MajorityClass().state(),
      { counts: empty },
    ],
    [
      'MajorityClass with half a class',
      evaluation.MajorityClass.from,
      new evaluation.MajorityClass().state(),
      { counts: new Float64Array(5) },
    ],
    [
      'BestConstant of no targets',
      evaluation.BestConstant.from,
      new evaluation.BestConstant({ width: 1 }).state(),
      { mean: empty, squares: empty },
    ],
    [
      'RehearsalFocus whose view begins in the future',
      evaluation.RehearsalFocus.from,
      new evaluation.RehearsalFocus({ memoryRows: 10 }).state(),
      { viewFrom: 1 },
    ],
    [
      'Mean with a window and fading',
      evaluation.Mean.from,
      new evaluation.Mean({ window: 2 }).state(),
      { averaging: { window: 2, fading: 0.5 } },
    ],
  ])('is refused: %s', (_, from, state, part) => {
    expect(() => from(state)).not.toThrow();
    expect(() => from({ ...state, ...part })).toThrow(isStateError);
  });
});
