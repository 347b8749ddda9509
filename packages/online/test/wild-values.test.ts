import { describe, expect, it } from 'vitest';
import { OnlineModel, type OnlineModelState } from '../src/index.ts';
import { meanError, normal, predictions, rowsOf, schemaOf, spiked } from './wild-values.ts';

const STREAMS = {
  sum: rowsOf('sum', 900, (random) => {
    const [a, b, c] = [normal(random), normal(random), normal(random)];
    return { a, b, c, y: 2 * a - b + c * a + normal(random) / 4 };
  }),
  answer: rowsOf('answer', 900, (random) => {
    const [a, b, c] = [normal(random), normal(random), normal(random)];
    return { a, b, c, y: a + b * c + normal(random) / 2 > 0.3 };
  }),
};
const LEARNERS = ['network', 'mixture'] as const;

describe.each(LEARNERS)('wild values and the %s', (learner) => {
  // So few rows of one seed differ by several per cent anyway: what the mean of several shows is in the study, bench/wild.bench.mjs.
  it.each(Object.keys(STREAMS) as (keyof typeof STREAMS)[])(
    'end where the clean run ends, at any place, the first row included: %s',
    async (name) => {
      const rows = STREAMS[name].slice(0, learner === 'network' ? 900 : 500);
      const wild = spiked(rows, [0, 5, 6, 300], 1);
      const clean = predictions({ learner, schema: await schemaOf(rows) }, rows);
      const dirty = predictions({ learner, schema: await schemaOf(wild.rows) }, wild.rows);
      const before = meanError(rows, clean.values, wild.isClean);
      expect(meanError(rows, dirty.values, wild.isClean) / before).toBeLessThan(1.15);
      expect(clean.model.report().wild).toBeUndefined();
    },
    20_000,
  );

  it('do not undo a model that knows no column before its first row', () => {
    const rows = STREAMS.sum.slice(0, 400);
    const wild = spiked(rows, [0], 1);
    const clean = predictions({ learner }, rows);
    const dirty = predictions({ learner }, wild.rows);
    const before = meanError(rows, clean.values, wild.isClean);
    expect(meanError(rows, dirty.values, wild.isClean) / before).toBeLessThan(1.5);
  }, 20_000);

  it('resume to the bit, before it is known what is wild and after', () => {
    const { rows } = spiked(STREAMS.sum.slice(0, 110), [0, 5, 6, 40, 100], 1);
    const whole = predictions({ learner }, rows);
    for (const cut of learner === 'network' ? [1, 2, 3, 7, 41, 64, 65, 101] : [2, 5, 41, 101]) {
      const { model } = predictions({ learner }, rows.slice(0, cut));
      const resumed = OnlineModel.from(structuredClone(model.state()) as OnlineModelState);
      const values = rows.slice(cut).map((row) => resumed.learnOne(row).prediction.value);
      expect(values).toEqual(whole.values.slice(cut));
      expect(resumed.report()).toEqual(whole.model.report());
    }
  }, 20_000);

  it('follow a level that shifts for good', () => {
    const rows = STREAMS.sum
      .slice(0, 500)
      .map((row, at) => (at < 200 ? row : { ...row, y: (row['y'] as number) + 5000 }));
    const { values, model } = predictions({ learner }, rows);
    const last = rows.map((_, at) => at >= 300);
    expect(meanError(rows, values, last)).toBeLessThan(100);
    expect(model.report().wild!.rows).toBeLessThan(16);
  }, 20_000);
});

describe('a report', () => {
  it('gives the figures of wild rows, those of all rows, and what was done in each column', () => {
    const rows = STREAMS.sum.map((row, at) => ({
      ...row,
      ...(at % 50 === 20 ? { a: -999 } : {}),
      ...(at === 30 || at === 400 ? { y: 1e12 } : {}),
      ...(at === 500 ? { b: -1e7 } : {}),
    }));
    const { model } = predictions({ learner: 'network' }, rows);
    const report = model.report();
    expect(report.rows).toBe(898);
    expect(report['mae']).toBeLessThan(1);
    expect(report.wild?.rows).toBe(2);
    expect(report.wild?.mae).toBeCloseTo(1e12, -3);
    // Nothing was said of the first row.
    expect(report.wild?.maeOfAll).toBeCloseTo(2e12 / 899, -3);
    expect(report.wildValues?.map(({ name, rejected, sentinel }) => [name, rejected, sentinel])).toEqual([
      ['a', 4, -999],
      ['b', 1, null],
      ['y', 2, null],
    ]);
    expect(report.wildValues?.[0]?.sentinels).toBeGreaterThan(10);
  });

  it('says nothing of wild values where there are none', () => {
    const report = predictions({ learner: 'network' }, STREAMS.sum.slice(0, 200)).model.report();
    expect(report.wild).toBeUndefined();
    expect(report.wildValues).toBeUndefined();
  });

  it('knows no wild class', () => {
    const report = predictions({ learner: 'network' }, STREAMS.answer.slice(0, 200)).model.report();
    expect(report.rows).toBe(200);
    expect(report.wild).toBeUndefined();
  });
});
