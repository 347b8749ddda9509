import { describe, expect, it } from 'vitest';
import { LastValue, MajorityClass, PrequentialClassification, PrequentialRegression } from '../src/index.js';
import { hasData, readColumn, toIndexes } from './data.js';

const skipped = hasData ? '' : ' (skipped: no data folder, set GRAPH_DATA_DIR)';

describe('the baselines', () => {
  it.skipIf(!hasData).each([
    // accuracy of River's no-change classifier as published; majority counted apart in Python
    ['phishing.csv.gz', 'is_phishing', 0.5156, 0.5548],
    ['image-segments.csv.gz', 'category', 0.1481, 0.126],
  ])(`give the published accuracy on %s${skipped}`, (file, column, last, majority) => {
    const evaluation = new PrequentialClassification();
    for (const target of toIndexes(readColumn(file, column))) evaluation.update(target, 0);
    const { lastClass, majorityClass } = evaluation.report().baselines;
    expect(lastClass.running.accuracy).toBeCloseTo(last, 4);
    expect(majorityClass.running.accuracy).toBeCloseTo(majority, 4);
  });

  it.skipIf(!hasData)(`give the published MAE of the mean on chick-weights${skipped}`, () => {
    const evaluation = new PrequentialRegression();
    const weights = readColumn('chick-weights.csv.gz', 'weight').map(Number);
    for (const weight of weights) evaluation.update(weight, 0);
    // There the mean says 0 of the first row; here it has nothing to say, and the row does not count for it.
    const mae = evaluation.report().baselines.mean.running.mae!;
    expect((mae * (weights.length - 1) + weights[0]!) / weights.length).toBeCloseTo(50.25, 2);
  });

  it('predict each row from the rows before it only', () => {
    const evaluation = new PrequentialClassification();
    for (const target of [2, 0, 0, 2, 2]) evaluation.update(target, target);
    // majority says -, 2, 2, 0 (2 rows to 1), 2 (2 to 2, met first); last says -, 2, 0, 0, 2
    const { lastClass, majorityClass } = evaluation.report().baselines;
    expect(majorityClass.running.accuracy).toBe(1 / 4);
    expect(lastClass.running.accuracy).toBe(2 / 4);
  });

  it('have nothing to predict before the first row', () => {
    expect(new MajorityClass().predict()).toBe(-1);
    expect(new LastValue().ready).toBe(false);
  });

  it('give every class a probability over 0, the shares summing to at most 1', () => {
    const majority = new MajorityClass();
    for (const target of [0, 0, 3, 3, 3]) majority.learn(target);
    expect(majority.probability(0)).toBe(3 / 8);
    expect(majority.probability(3)).toBe(4 / 8);
    expect(majority.probability(1)).toBe(1 / 8);
  });
});
