import type { StateTree } from '@graph/core';
import { describe, expect, it } from 'vitest';
import {
  createSession,
  openTableStream,
  restoreSession,
  type StreamPrediction,
  TABLE_DEFAULTS,
} from '../src/index.js';

const WORDS = ['red', 'green', 'blue'];
const rows = Array.from({ length: 60 }, (_, at) => ({
  x: (at * 7) % 11,
  colour: WORDS[((at * 7) % 11) % 3]!,
  size: (at * 7) % 11 > 4 ? 'yes' : 'no',
  price: 100 + 3 * ((at * 7) % 11),
}));

type Plan = { readonly target: string; readonly labelDelay?: number; readonly ratio?: number };

async function open({ target, labelDelay = 0, ratio = 0.96875 }: Plan, state?: StateTree) {
  const learning = { ...TABLE_DEFAULTS, replay: { ...TABLE_DEFAULTS.replay, ratio } };
  const told: StreamPrediction[] = [];
  const stream = await openTableStream(
    { name: 'rows', rows: () => rows },
    { target, exclude: ['colour', 'size', 'price'].filter((name) => name !== target) },
    {
      ...{ batchSize: learning.batchSize, replay: learning.replay, onDrift: 'ignore', labelDelay },
      onPrediction: (prediction) => told.push(prediction),
    },
    state,
  );
  const session =
    state === undefined ? createSession(stream, learning) : restoreSession(stream, learning, state);
  return { told, stream, session };
}

type Run = Awaited<ReturnType<typeof open>>;

async function train({ session }: Run, until = Number.POSITIVE_INFINITY): Promise<void> {
  while (!session.ended && session.examples < until) {
    await session.fill(until - session.examples);
    if (session.isStepDue) session.step();
  }
}

describe('the predictions of a stream', () => {
  it('are told once for each row, in order, in the words of the table', async () => {
    const run = await open({ target: 'colour' });
    await train(run);
    expect(run.told.map(({ row }) => row)).toEqual(rows.map((_, at) => at + 1));
    expect(run.told.map(({ label }) => label)).toEqual(rows.map(({ colour }) => colour));
    expect(run.told[0]).toMatchObject({ row: 1, line: 1, value: null, label: 'red' });
    const last = run.told.at(-1)!;
    expect(WORDS).toContain(last.value);
    expect(Object.keys(last.probabilities!).sort()).toEqual([...WORDS].sort());
  });

  it('have the words of yes and no, and numbers in their unit', async () => {
    const words = await open({ target: 'size' });
    await train(words);
    expect(new Set(words.told.slice(1).map(({ value }) => value))).toEqual(new Set(['yes', 'no']));
    expect(words.told.map(({ label }) => label)).toEqual(rows.map(({ size }) => size));
    expect(words.told.at(-1)!.probability).toBeGreaterThan(0);
    const numbers = await open({ target: 'price' });
    await train(numbers);
    expect(numbers.told.map(({ label }) => label)).toEqual(rows.map(({ price }) => price));
    for (const { value } of numbers.told.slice(30)) expect(value).toBeGreaterThan(50);
  });

  it('are told before their row is learned', async () => {
    const run = await open({ target: 'price' });
    const learned = (): number => run.session.learner.stats().examples;
    while (!run.session.ended) {
      await run.session.fill(1);
      const before = learned();
      if (run.session.isStepDue) run.session.step();
      expect(run.told.length).toBe(Math.min(rows.length, before + 1));
    }
  });

  it.each([0, 3, 17, 100])('of labels %i rows late are told when their row comes', async (labelDelay) => {
    const run = await open({ target: 'colour', labelDelay });
    while (!run.session.ended) {
      await run.session.fill(1);
      if (run.session.isStepDue) run.session.step();
      expect(run.told.length).toBe(run.session.examples);
    }
    // Nothing can be said before the first label has come.
    expect(run.told.filter(({ probabilities }) => probabilities === undefined).length).toBe(
      Math.min(rows.length, labelDelay + 1),
    );
  });

  it.each([
    { target: 'colour', at: 1 },
    { target: 'colour', at: 29, labelDelay: 4 },
    { target: 'price', at: 23, ratio: 0.5 },
    { target: 'size', at: 31, ratio: 0.75, labelDelay: 2 },
  ])('go on exactly where a session is restored: %o', async ({ at, ...plan }) => {
    const whole = await open(plan);
    await train(whole);
    const first = await open(plan);
    await train(first, at);
    // Rows that wait for their step are not predicted yet.
    const told = first.session.examples - first.stream.pendingRows;
    expect(first.told.length).toBe(told);
    const second = await open(plan, structuredClone(first.session.state()));
    await train(second);
    expect([...first.told, ...second.told]).toEqual(whole.told);
  });
});
