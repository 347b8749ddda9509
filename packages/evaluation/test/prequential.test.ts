import { describe, expect, it } from 'vitest';
import {
  EvaluationError,
  LabelDelay,
  PrequentialClassification,
  PrequentialRegression,
} from '../src/index.js';

describe('PrequentialClassification', () => {
  it('scores the probabilities of two and of many classes', () => {
    const binary = new PrequentialClassification();
    binary.updateBatch([1, 0, 1, 0], new Float32Array([0.75, 0.25, 0.25, 0.5]));
    const { running } = binary.report();
    expect(running.accuracy).toBe(0.5);
    expect(running.f1).toBe(0.5);
    expect(running.logLoss).toBeCloseTo((-2 * Math.log(0.75) - Math.log(0.25) - Math.log(0.5)) / 4, 12);
    // 0.75 beats both, 0.25 loses to 0.5 and ties with 0.25
    expect(running.rocAuc).toBe(2.5 / 4);
    const many = new PrequentialClassification();
    many.updateBatch([2, 0], [0.1, 0.2, 0.7, 0.4, 0.5, 0.1]);
    expect(many.report().running.accuracy).toBe(0.5);
    expect(many.report().running.rocAuc).toBeNull();
    expect(many.report().confusion).toEqual([
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('calls a class wrong that the model does not know yet', () => {
    const evaluation = new PrequentialClassification();
    evaluation.updateProbabilities(5, [0.9, 0.1]);
    expect(evaluation.report().running.accuracy).toBe(0);
    expect(evaluation.report().running.logLoss).toBeCloseTo(34.5388, 4);
  });

  it('shows a change of the stream in the window and the fading average first', () => {
    const evaluation = new PrequentialClassification({ window: 50, fading: 0.98 });
    for (let row = 0; row < 1000; row += 1) evaluation.update(row % 2, row < 900 ? row % 2 : 0);
    const { running, windowed, fading } = evaluation.report();
    expect(running.accuracy).toBe(0.95);
    expect(windowed.accuracy).toBe(0.5);
    expect(fading.accuracy).toBeGreaterThan(0.5);
    expect(fading.accuracy).toBeLessThan(0.6);
  });

  it('gives null for what is not defined, so that its JSON is whole', () => {
    const report = new PrequentialClassification().report();
    expect(report.running).toEqual({
      accuracy: null,
      balancedAccuracy: null,
      f1: null,
      macroF1: null,
      logLoss: null,
      rocAuc: null,
    });
  });

  it('drops the confusion matrix when there are too many classes to look at', () => {
    const evaluation = new PrequentialClassification();
    evaluation.update(5000, 3);
    expect(evaluation.report().confusion).toBeNull();
    expect(evaluation.report().running.accuracy).toBe(0);
    expect(PrequentialClassification.from(evaluation.state()).report()).toEqual(evaluation.report());
  });

  it.each([
    () => new PrequentialClassification().updateProbabilities(0, []),
    () => new PrequentialClassification().updateProbabilities(0, [1, 2], 1, 2),
    () => new PrequentialClassification().updateBatch([0, 1], [0.5], 2, 1),
    () => new PrequentialRegression().updateBatch([0, 1], [0.5]),
    () => new LabelDelay({ rows: 1, width: 3 }).push([1, 2]),
  ])('refuses arguments of the wrong shape (%#)', (act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'SHAPE' }));
  });

  it.each([
    () => new PrequentialClassification().updateProbabilities(0, [Number.NaN, 1]),
    () => new PrequentialClassification().updateProbabilities(0, [0.5, Number.NaN]),
    () => new PrequentialClassification().updateProbabilities(0, [Number.NaN]),
    () => new PrequentialClassification().update(0, 0, 1.5),
    () => new PrequentialClassification().update(0, 0, 0.5, Number.NaN),
  ])('refuses values that are not probabilities and changes nothing (%#)', (act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'VALUE' }));
  });

  it('recognises its error from any copy of the package', () => {
    expect(EvaluationError.is(new EvaluationError('VALUE', 'x'))).toBe(true);
    expect(EvaluationError.is(new Error('x'))).toBe(false);
    expect(EvaluationError.is(null)).toBe(false);
  });
});

describe('LabelDelay', () => {
  it.each([0, 1, 3])('gives each row back %i rows later, in order', (rows) => {
    const waiting = new LabelDelay({ rows, width: 2 });
    const back: number[] = [];
    for (let row = 0; row < 10; row += 1) {
      const isDue = waiting.push([-1, row, row * row], 1);
      expect(isDue).toBe(row >= rows);
      if (isDue) {
        expect(waiting.due[1]).toBe(waiting.due[0]! ** 2);
        back.push(waiting.due[0]!);
      }
    }
    expect(waiting.size).toBe(rows);
    while (waiting.flush()) back.push(waiting.due[0]!);
    expect(back).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('continues after a flush as if new', () => {
    const waiting = new LabelDelay({ rows: 2, width: 1 });
    for (const row of [1, 2, 3]) waiting.push([row]);
    waiting.flush();
    expect(waiting.push([4])).toBe(false);
    expect(waiting.push([5])).toBe(true);
    expect(waiting.due[0]).toBe(3);
  });
});

describe('labels that come late', () => {
  it.each([0, 1, 5, 30])('are known to no baseline before: %i rows', (labelDelay) => {
    const targets = Array.from({ length: 40 }, (_, at) => (at * at) % 7);
    let classes = new PrequentialClassification({ labelDelay });
    let numbers = new PrequentialRegression({ labelDelay });
    for (const [at, target] of targets.entries()) {
      if (at === 17) {
        classes = PrequentialClassification.from(structuredClone(classes.state()));
        numbers = PrequentialRegression.from(structuredClone(numbers.state()));
      }
      if (at <= labelDelay) {
        classes.skip(target);
        numbers.skip(target);
      } else {
        classes.update(target, 0, 0.5);
        numbers.update(target, 0);
      }
    }
    const known = targets.map((_, at) => targets.slice(0, Math.max(0, at - labelDelay)));
    const answered = targets.map((target, at) => ({ target, before: known[at]! })).slice(labelDelay + 1);
    const meanOf = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const distance = (guess: (before: readonly number[]) => number) =>
      meanOf(answered.map(({ target, before }) => Math.abs(target - guess(before))));
    const { baselines, running, rows } = numbers.report();
    expect(rows).toBe(answered.length);
    expect(running.mae).toBeCloseTo(meanOf(answered.map(({ target }) => target)), 12);
    expect(baselines.mean.running.mae).toBeCloseTo(distance(meanOf), 12);
    expect(baselines.lastValue.running.mae).toBeCloseTo(
      distance((before) => before.at(-1)!),
      12,
    );
    expect(classes.report().baselines.lastClass.running.accuracy).toBeCloseTo(
      meanOf(answered.map(({ target, before }) => (before.at(-1) === target ? 1 : 0))),
      12,
    );
    const { windowed } = classes.report();
    expect(classes.windowedAccuracy).toBe(windowed.accuracy);
    expect(numbers.windowedMae).toBe(numbers.report().windowed.mae);
    expect(classes.priorLogLoss).toBe(classes.report().baselines.majorityClass.running.logLoss);
  });

  it('may come after more rows than before, and after fewer', () => {
    const numbers = new PrequentialRegression();
    numbers.skip(10);
    numbers.labelDelay = 1;
    numbers.update(20, 0); // its guess knows nothing: the label of the row before has not come
    numbers.labelDelay = 0;
    numbers.update(30, 0); // knows 10 and 20
    const { rows, baselines } = numbers.report();
    expect([rows, baselines.lastValue.running.mae, baselines.mean.running.mae]).toEqual([2, 10, 15]);
    expect(() => {
      numbers.labelDelay = -1;
    }).toThrow(/labelDelay/);
  });
});
