import { isDeepStrictEqual } from 'node:util';
import { Random } from '@graph/core';
import type { RowSource } from '@graph/stream';
import { describe, expect, it } from 'vitest';
import {
  createSession,
  learningSettings,
  Model,
  OnlineModel,
  type OnlineModelOptions,
  openTableStream,
  type Row,
  restoreSession,
  TABLE_DEFAULTS,
} from '../src/index.js';

const small = { learner: 'mixture', network: { hidden: [8] }, replay: { capacity: 60 } } as const;

/** Rows whose label follows from two of three columns, with one that is missing now and then. */
function rowsOf(count: number, seed: number, label = (value: boolean): unknown => value): Row[] {
  const random = Random.fromSeed(seed, 'rows');
  return Array.from({ length: count }, () => {
    const [a, b] = [random.float(), random.float()];
    const word = ['red', 'green', 'blue'][random.below(3)]!;
    const y = label(a + (word === 'red' ? 0.5 : 0) > 0.7);
    return { a, ...(random.below(10) === 0 ? {} : { b }), word, y };
  });
}

const numbers = (count: number, seed: number): Row[] => {
  const random = Random.fromSeed(seed, 'numbers');
  return Array.from({ length: count }, () => {
    const [a, b] = [random.float(), random.float()];
    return { a, b, y: 100 + 3 * a - 2 * b };
  });
};

const classes = (count: number, seed: number): Row[] => {
  const random = Random.fromSeed(seed, 'classes');
  return Array.from({ length: count }, (_, at) => {
    const kind = random.below(Math.min(5, 1 + Math.floor(at / 20)));
    return { x: kind + random.float() / 2, z: (kind % 3) + random.float() / 2, kind: `kind ${kind}` };
  });
};

/** Compares states bit for bit; naming what differs would take longer than the test. */
function expectSame(left: unknown, right: unknown): void {
  expect(isDeepStrictEqual(left, right)).toBe(true);
}

const without = ({ y: _, kind: __, ...row }: Row): Row => row;

const STREAMS: readonly (readonly [string, OnlineModelOptions, Row[]])[] = [
  ['yes or no', { target: 'y', ...small }, rowsOf(90, 1)],
  ['numbers', { target: 'y', ...small }, numbers(90, 2)],
  ['classes that appear', { target: 'kind', ...small }, classes(120, 3)],
  ['several numbers', { target: ['y', 'b'], ...small }, numbers(60, 4)],
  ['steps of several rows', { target: 'y', ...small, replay: { ratio: 0.75, capacity: 40 } }, rowsOf(60, 5)],
];

describe.each(STREAMS)('a mixture of %s', (_, options, rows) => {
  it('resumes bit for bit from a clone of its state, after any row', () => {
    const whole = new OnlineModel(options);
    let parts = new OnlineModel(options);
    const cuts = Random.fromSeed(4, 'cuts');
    for (const row of rows) {
      if (cuts.below(6) === 0) parts = OnlineModel.from(structuredClone(parts.state()));
      expect(parts.learnOne(row)).toEqual(whole.learnOne(row));
    }
    expectSame(parts.state(), whole.state());
    expect(parts.report()).toEqual(whole.report());
  });

  it('predicts before it learns, and changes nothing when it predicts', () => {
    const model = new OnlineModel(options);
    for (const row of rows.slice(0, 40)) model.learnOne(row);
    const before = model.state();
    const said = model.predictOne(without(rows[40]!));
    model.predictOne({ a: 1, x: 7, never: 'seen' });
    expectSame(model.state(), before);
    expect(model.learnOne(rows[40]!).prediction).toEqual(said);
  });

  it('never says NaN, and its weights sum to 1', () => {
    const model = new OnlineModel(options);
    for (const row of rows) {
      const { prediction, loss } = model.learnOne(row);
      const { value, probability, probabilities } = prediction;
      for (const said of [value, probability, loss, ...Object.values(probabilities ?? {})].flat())
        if (typeof said === 'number') expect(said).toSatisfy(Number.isFinite);
      const { experts } = model.report() as unknown as { experts: { weight: number }[] };
      expect(experts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    }
  });

  it('is frozen by Model, which needs nothing but that part of the state', () => {
    const model = new OnlineModel(options);
    for (const row of rows) model.learnOne(row);
    const { model: part } = structuredClone(model.state());
    const [frozen, twin] = [Model.from(part), Model.from(part)];
    const said = rows.map((row) => frozen.predictOne(without(row)));
    expect(rows.map((row) => twin.predictOne(without(row)))).toEqual(said);
    expect(new Set(said.map(({ value }) => JSON.stringify(value))).size).toBeGreaterThan(1);
  });
});

/** All states that are this one without one of its fields, and where that was; those of other packages are tested there. */
function* damaged(state: object, path: readonly string[] = []): Generator<[string, object]> {
  for (const [key, value] of Object.entries(state)) {
    const where = [...path, key];
    const { [key]: _, ...rest } = state as Record<string, unknown>;
    // What is null says that there is nothing: so does what is missing.
    if (value !== null) yield [where.join('.'), rest];
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (!Array.isArray(value) && !('kind' in value))
      for (const [name, part] of damaged(value, where)) yield [name, { ...state, [key]: part }];
  }
}

describe('a mixture', () => {
  it('refuses a state that lacks anything, naming it a wrong state', () => {
    const model = new OnlineModel({ target: 'y', ...small });
    for (const row of rowsOf(30, 13)) model.learnOne(row);
    const state = model.state();
    const { mixture } = state.model;
    let count = 0;
    for (const [where, part] of damaged(mixture!)) {
      const restore = () => OnlineModel.from({ ...state, model: { ...state.model, mixture: part as never } });
      expect(restore, where).toThrow(expect.objectContaining({ code: 'STATE' }));
      count += 1;
    }
    expect(count).toBeGreaterThan(60);
  });

  it('learns: it is better than the most frequent label, and than no change', () => {
    const model = new OnlineModel({ target: 'y', learner: 'mixture' });
    for (const row of rowsOf(400, 2)) model.learnOne(row);
    const { accuracy, baselineAccuracy, lastClassAccuracy } = model.report();
    expect(accuracy).toBeGreaterThan((baselineAccuracy as number) + 0.25);
    expect(accuracy).toBeGreaterThan((lastClassAccuracy as number) + 0.25);
  });

  it('follows labels that only repeat', () => {
    const model = new OnlineModel({ target: 'y', learner: 'mixture' });
    const random = Random.fromSeed(8, 'repeat');
    let y = 0;
    for (let at = 0; at < 400; at += 1) {
      if (random.below(20) === 0) y = 1 - y;
      model.learnOne({ noise: random.float(), y });
    }
    expect(model.report()['accuracy']).toBeGreaterThan(0.9);
  });

  it('is no worse than the mean where there is only noise', () => {
    const model = new OnlineModel({ target: 'y', learner: 'mixture' });
    const random = Random.fromSeed(9, 'noise');
    for (let at = 0; at < 500; at += 1)
      model.learnOne({ a: random.float(), b: random.float(), y: random.float() });
    const { mae, baselineMae } = model.report() as unknown as { mae: number; baselineMae: number };
    expect(mae).toBeLessThan(1.04 * baselineMae);
  });

  it('learns from a column that appears late', () => {
    const random = Random.fromSeed(6, 'late');
    const model = new OnlineModel({ target: 'y', learner: 'mixture' });
    const row = (late: boolean): Row => {
      const [noise, signal] = [random.float(), random.float()];
      return { noise, ...(late ? { signal } : {}), y: signal > 0.5 };
    };
    for (let at = 0; at < 100; at += 1) model.learnOne(row(false));
    let right = 0;
    for (let at = 0; at < 300; at += 1) {
      const next = row(true);
      if (model.learnOne(next).prediction.value === next['y'] && at >= 150) right += 1;
    }
    expect(right / 150).toBeGreaterThan(0.85);
  });

  it.each([
    ['yes or no', [true, false], 'maybe'],
    ['numbers', [1, 2, 3, 4], 'many'],
  ] as const)('widens a target of %s that is contradicted, and keeps what it knew', (_, first, other) => {
    const random = Random.fromSeed(8, 'widen');
    const model = new OnlineModel({ target: 'y', ...small });
    const labels: readonly unknown[] = first;
    const row = (all: readonly unknown[]): Row => {
      const at = random.below(all.length);
      return { x: at + random.float() / 3, y: all[at] };
    };
    for (let at = 0; at < 100; at += 1) model.learnOne(row(labels));
    const all = [...labels, other];
    model.learnOne({ x: all.length - 1, y: other });
    for (let at = 0; at < 150; at += 1) model.learnOne(row(all));
    expect(model.predictOne({ x: 0.1 }).value).toBe(first[0]);
    expect(model.examples).toBe(251);
    const state = model.state();
    expectSame(OnlineModel.from(structuredClone(state)).state(), state);
  });

  it('is one choice among the options of learning, and refuses what only one network can do', () => {
    expect(() => new OnlineModel({ target: 'y', learner: 'mixtur' as never })).toThrow(/learner is "mixtur"/);
    expect(
      () => new OnlineModel({ target: 'y', learner: 'mixture', replay: { strategy: 'prioritized' } }),
    ).toThrow(/replay.strategy is "prioritized", and the networks of a mixture rehearse evenly/);
    expect(
      () => new OnlineModel({ target: 'y', learner: 'mixture', consolidation: { method: 'ewc' } }),
    ).toThrow(/consolidation.method is "ewc", which protects one network/);
  });
});

describe('a mixture over a table', () => {
  const settings = learningSettings(small, TABLE_DEFAULTS);
  const open = (rows: readonly Row[], labelDelay: number, state?: never) => {
    const source: RowSource = { name: 'rows', rows: () => rows };
    const { batchSize, replay } = settings;
    return openTableStream(
      source,
      { target: 'y' },
      { batchSize, replay, onDrift: 'adapt', labelDelay },
      state,
    );
  };
  const run = async (session: ReturnType<typeof createSession>, rows: number): Promise<void> => {
    while (session.examples < rows && !session.ended) {
      await session.fill(Number.POSITIVE_INFINITY);
      if (session.isStepDue) session.step();
      session.consolidateIfDue();
    }
    if (rows === Number.POSITIVE_INFINITY) while (session.isStepDue) session.step();
  };

  it.each([0, 1, 7])('resumes bit for bit with labels that are %d rows late', async (delay) => {
    const rows = rowsOf(80, 11);
    const whole = createSession(await open(rows, delay), settings);
    await run(whole, Number.POSITIVE_INFINITY);
    for (const at of [1, 13, 50]) {
      const first = createSession(await open(rows, delay), settings);
      await run(first, at);
      const state = structuredClone(first.state());
      const second = restoreSession(await open(rows, delay, state as never), settings, state);
      expectSame(second.state(), first.state());
      await run(second, Number.POSITIVE_INFINITY);
      expectSame(second.state(), whole.state());
    }
  });

  it('never uses a label before it has come', async () => {
    const delay = 9;
    const rows = rowsOf(60, 12);
    // The labels of the last rows are others: what was said of rows before they came must not be.
    const said = async (of: readonly Row[]): Promise<string[]> => {
      const stream = await open(of, delay);
      const session = createSession(stream, settings);
      const answers: string[] = [];
      while (session.examples < of.length) {
        await session.fill(Number.POSITIVE_INFINITY);
        if (session.isStepDue) session.step();
        const { waiting } = stream.state() as { waiting: { answers: Float64Array } };
        answers.push(waiting.answers.at(-1)!.toString());
      }
      return answers;
    };
    const flipped = rows.map((row, at) => (at < 40 ? row : { ...row, y: !row['y'] }));
    const [first, second] = [await said(rows), await said(flipped)];
    // Row 40's label comes when row 49 has been read: row 50 is the first that may know.
    expect(second.slice(0, 50)).toEqual(first.slice(0, 50));
    expect(second.slice(50)).not.toEqual(first.slice(50));
  });
});
