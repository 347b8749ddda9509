import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { Model, OnlineError, OnlineModel, type Row } from '../src/index.js';

/** Rows whose label follows from two of three columns, with one that is missing now and then. */
function rowsOf(count: number, seed: number): (Row & { readonly y: boolean })[] {
  const random = Random.fromSeed(seed, 'rows');
  return Array.from({ length: count }, () => {
    const [a, b] = [random.float(), random.float()];
    const word = ['red', 'green', 'blue'][random.below(3)]!;
    return {
      a,
      ...(random.below(10) === 0 ? {} : { b }),
      word,
      y: a + (word === 'red' ? 0.5 : 0) > 0.7,
    };
  });
}

const without = ({ y: _, ...row }: Row): Row => row;

describe('OnlineModel', () => {
  it('answers before the first label, and from it on in the words of the labels', () => {
    const model = new OnlineModel({ target: 'fraud' });
    expect(model.predictOne({ amount: 12, country: 'DE' })).toEqual({ value: null });
    expect(model.learnOne({ amount: 12, country: 'DE', fraud: 'no' })).toMatchObject({ drift: false });
    expect(['no', 'yes']).toContain(model.predictOne({ amount: 12, country: 'DE' }).value);
    expect(model.report()).toMatchObject({ rows: 1, pending: 0, expired: 0 });
  });

  it('predicts before it learns: the prediction of learnOne is that of predictOne', () => {
    const model = new OnlineModel({ target: 'y' });
    const rows = rowsOf(200, 1);
    // By then every column and every word was met: learnOne remembers a new one first, and predictOne never does.
    for (const row of rows.slice(0, 50)) model.learnOne(row);
    for (const row of rows.slice(50)) {
      const before = model.predictOne(without(row));
      expect(model.learnOne(row).prediction).toEqual(before);
    }
  });

  it('learns: it is better than the most frequent label', () => {
    const model = new OnlineModel({ target: 'y' });
    for (const row of rowsOf(1000, 2)) model.learnOne(row);
    const { accuracy, baselineAccuracy } = model.report();
    expect(accuracy).toBeGreaterThan((baselineAccuracy as number) + 0.2);
  });

  it('changes nothing when it predicts', () => {
    const model = new OnlineModel({ target: 'y' });
    for (const row of rowsOf(50, 3)) model.learnOne(row);
    const before = model.state();
    model.predictOne({ a: 1, b: 'never a word before', word: 'violet', other: 5 });
    expect(model.state()).toEqual(before);
  });

  it('resumes bit for bit from a clone of its state, after any row', () => {
    const rows = rowsOf(120, 4);
    const whole = new OnlineModel({ target: 'y', updatesPerBatch: 1, replay: { ratio: 0.9 } });
    let parts = new OnlineModel({ target: 'y', updatesPerBatch: 1, replay: { ratio: 0.9 } });
    const cuts = Random.fromSeed(4, 'cuts');
    for (const row of rows) {
      if (cuts.below(6) === 0) parts = OnlineModel.from(structuredClone(parts.state()));
      expect(parts.learnOne(row)).toEqual(whole.learnOne(row));
    }
    expect(parts.state()).toEqual(whole.state());
    expect(parts.report()).toEqual(whole.report());
  });

  it('resumes where a class has come whose step is not full yet', () => {
    const whole = new OnlineModel({ target: 'y', batchSize: 8, replay: { ratio: 0.5, capacity: 32 } });
    let parts = new OnlineModel({ target: 'y', batchSize: 8, replay: { ratio: 0.5, capacity: 32 } });
    for (let at = 0; at < 40; at += 1) {
      const row = { x: at % 5, y: `kind ${Math.floor(at / 9)}` };
      parts = OnlineModel.from(structuredClone(parts.state()));
      expect(parts.learnOne(row)).toEqual(whole.learnOne(row));
      expect(parts.predictOne({ x: at })).toEqual(whole.predictOne({ x: at }));
    }
    expect(parts.state()).toEqual(whole.state());
  });

  it.each(['network', 'mixture'] as const)('of a %s is frozen by Model, which never changes', (learner) => {
    const model = new OnlineModel({ target: 'y', learner });
    const rows = rowsOf(100, 5);
    for (const row of rows) model.learnOne(row);
    const frozen = Model.from(structuredClone(model.state().model));
    // A frozen mixture knows of no last labels, and weighs its experts by what they were worth in the long run.
    if (learner === 'network')
      for (const row of rows) expect(frozen.predictOne(without(row))).toEqual(model.predictOne(without(row)));
    const answer = frozen.predictOne(without(rows[0]!));
    for (const row of rows) model.learnOne(row);
    expect(frozen.predictOne(without(rows[0]!))).toEqual(answer);
    expect(() => Model.from(new OnlineModel({ target: 'y' }).state().model)).toThrow(/has not met a label/);
  });

  it('learns from a column that appears late', () => {
    const random = Random.fromSeed(6, 'late');
    const model = new OnlineModel({ target: 'y' });
    const row = (late: boolean): Row => {
      const [noise, signal] = [random.float(), random.float()];
      return { noise, ...(late ? { signal } : {}), y: signal > 0.5 };
    };
    for (let at = 0; at < 300; at += 1) model.learnOne(row(false));
    const before = model.report()['accuracy'] as number;
    let right = 0;
    for (let at = 0; at < 600; at += 1) {
      const next = row(true);
      if (model.learnOne(next).prediction.value === next['y'] && at >= 300) right += 1;
    }
    expect(before).toBeLessThan(0.65);
    expect(right / 300).toBeGreaterThan(0.85);
  });

  it('gives each class that appears its output', () => {
    const random = Random.fromSeed(7, 'classes');
    const model = new OnlineModel({ target: 'kind' });
    const row = (classes: number): Row => {
      const kind = random.below(classes);
      return { x: kind + random.float() / 2, z: (kind % 3) + random.float() / 2, kind: `kind ${kind}` };
    };
    for (let classes = 1; classes <= 8; classes += 1)
      for (let at = 0; at < 150; at += 1) model.learnOne(row(classes));
    let right = 0;
    for (let at = 0; at < 400; at += 1) {
      const next = row(8);
      if (model.learnOne(next).prediction.value === next['kind']) right += 1;
    }
    expect(right / 400).toBeGreaterThan(0.85);
    const { probabilities } = model.predictOne({ x: 3.2, z: 0.2 });
    expect(Object.keys(probabilities!)).toHaveLength(8);
    expect(Object.values(probabilities!).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  it.each([
    ['yes or no', [true, false], 'maybe'],
    ['0 or 1', [0, 1], 2.5],
    ['numbers', [1, 2, 3, 4], 'many'],
  ] as const)('widens a target of %s that is contradicted, and keeps what it knew', (_, first, other) => {
    const random = Random.fromSeed(8, 'widen');
    const model = new OnlineModel({ target: 'y' });
    const labels: readonly unknown[] = first;
    const row = (all: readonly unknown[]): Row => {
      const at = random.below(all.length);
      return { x: at + random.float() / 3, y: all[at] };
    };
    for (let at = 0; at < 200; at += 1) model.learnOne(row(labels));
    const all = [...labels, other];
    model.learnOne({ x: all.length - 1, y: other });
    let state = model.state();
    for (let at = 0; at < 300; at += 1) model.learnOne(row(all));
    const answer = model.predictOne({ x: 0.1 }).value;
    if (typeof other === 'string') expect(answer).toBe(first[0]);
    else expect(Math.abs((answer as number) - 0)).toBeLessThan(0.6);
    expect(model.examples).toBe(501);
    state = model.state();
    expect(OnlineModel.from(structuredClone(state)).state()).toEqual(state);
  });

  it('learns several targets at once', () => {
    const random = Random.fromSeed(9, 'several');
    const model = new OnlineModel({ target: ['sum', 'difference'] });
    for (let at = 0; at < 1500; at += 1) {
      const [a, b] = [random.float(), random.float()];
      model.learnOne({ a, b, sum: a + b, difference: a - b });
    }
    const value = model.predictOne({ a: 0.75, b: 0.25 }).value as Record<string, number>;
    expect(value['sum']).toBeCloseTo(1, 0);
    expect(value['difference']).toBeCloseTo(0.5, 0);
    expect((model.report().targets ?? []).map(({ name }) => name)).toEqual(['sum', 'difference']);
  });

  it('learns many rows of an iterable, of an async one, and of columns, as if one by one', async () => {
    const rows = rowsOf(60, 10).map((row) => ({ b: null, ...row }));
    const models = Array.from({ length: 4 }, () => new OnlineModel({ target: 'y' }));
    for (const row of rows) models[0]!.learnOne(row);
    expect(await models[1]!.learnMany(rows)).toBe(60);
    async function* stream() {
      yield* rows;
    }
    expect(await models[2]!.learnMany(stream())).toBe(60);
    const column = (name: string): unknown[] => rows.map((row) => (row as Row)[name]);
    const columns = { b: column('b'), a: column('a'), word: column('word'), y: column('y') };
    expect(models[3]!.learnBatch(columns)).toBe(60);
    const states = models.map((model) => model.state());
    for (const state of states) expect(state).toEqual(states[0]);
    expect(() => models[3]!.learnBatch({ a: [1, 2], y: [true] })).toThrow(/y has 1 values and a has 2/);
  });

  it('refuses what cannot be used, and is unchanged then', () => {
    const model = new OnlineModel({ target: 'y' });
    for (const row of rowsOf(20, 11)) model.learnOne(row);
    const before = model.state();
    const refused = [
      () => model.learnOne({ a: 1 }),
      () => model.learnOne({ a: 1, y: null, new: 'category' }),
      () => model.learnOne({ a: 1, y: Number.NaN, new: 'category' }),
      () => model.learnOne(null as never),
      () => model.predictOne([1, 2] as never),
    ];
    for (const act of refused) {
      expect(act).toThrow(OnlineError);
      expect(model.state()).toEqual(before);
    }
  });

  it.each([
    [{ target: 'y', seeed: 1 }, /no option seeed; did you mean seed\?/],
    [{ target: '' }, /target is "", wanted the name/],
    [{ target: 'y', replay: { ratio: 1 } }, /replay.ratio is 1, wanted a number from 0 to below 1/],
    [{ target: 'y', replay: { capcity: 1 } }, /no option capcity; did you mean capacity\?/],
    [{ target: 'y', onDrift: 'panic' }, /onDrift is "panic", wanted one of adapt, report, ignore/],
    [{ target: 'y', batchSize: 0 }, /batchSize is 0, wanted a whole number from 1 to 65536/],
    [{ target: 'y', types: { a: 'numbr' } }, /numbr/],
    [{ target: 'y', task: 'multi' }, /task/],
  ])('refuses the options %o', (options, message) => {
    const make = () => new OnlineModel(options as never);
    expect(make).toThrow(message);
    expect(make).toThrow(OnlineError);
  });

  it('has one default for all: replay without, with a memory of one row, and in steps of many', () => {
    for (const replay of [{ ratio: 0 }, { capacity: 1 }, { ratio: 0.5, strategy: 'mixed' }] as const) {
      const model = new OnlineModel({ target: 'y', replay });
      for (const row of rowsOf(70, 12)) model.learnOne(row);
      model.finish();
      expect(model.report().rows).toBe(70);
    }
  });
});
