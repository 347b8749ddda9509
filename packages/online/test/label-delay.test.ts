import { describe, expect, it } from 'vitest';
import { createSession, openTableStream, TABLE_DEFAULTS } from '../src/index.js';

const rows = Array.from({ length: 40 }, (_, at) => ({ x: at % 5, y: at % 5 > 2 }));

async function sessionOf(labelDelay: number, ratio: number) {
  const learning = { ...TABLE_DEFAULTS, replay: { ...TABLE_DEFAULTS.replay, ratio } };
  const { batchSize, replay } = learning;
  const settings = { batchSize, replay, onDrift: 'ignore', labelDelay } as const;
  const stream = await openTableStream({ name: 'rows', rows: () => rows }, { target: 'y' }, settings);
  return { stream, session: createSession(stream, learning) };
}

describe('labels that are late by a number of rows', () => {
  it.each([0, 1, 2, 7, 39, 40, 100])(
    'come exactly %i rows after their row, and all of them before the end',
    async (labelDelay) => {
      const { stream, session } = await sessionOf(labelDelay, 0.96875);
      const learned = (): number => session.learner.stats().examples;
      while (!session.ended) {
        await session.fill(1);
        if (session.isStepDue) session.step();
        // A row's label is there when so many rows have come after it; at the end all labels are.
        const due = stream.ended ? undefined : Math.max(0, session.examples - labelDelay);
        if (due !== undefined) expect(learned()).toBe(due);
      }
      expect(session.examples).toBe(rows.length);
      expect(learned()).toBe(rows.length);
      expect(stream.report().metrics!.rows).toBe(rows.length);
    },
  );

  it('lose no row where a step takes many', async () => {
    for (const labelDelay of [0, 5, 16, 33]) {
      const { session } = await sessionOf(labelDelay, 0.5);
      while (!session.ended) {
        await session.fill(Number.POSITIVE_INFINITY);
        if (session.isStepDue) session.step();
      }
      expect(session.learner.stats().examples).toBe(rows.length);
      expect(session.memory.size).toBe(rows.length);
    }
  });

  it('are scored by what was predicted when their row came', async () => {
    // Nothing is learned for so many rows: they count for no figure, and those after them are answered by what had learned less.
    const { stream, session } = await sessionOf(20, 0.96875);
    while (!session.ended) {
      await session.fill(1);
      if (session.isStepDue) session.step();
    }
    const late = stream.report().metrics!['logLoss'] as number;
    const { stream: prompt, session: other } = await sessionOf(0, 0.96875);
    while (!other.ended) {
      await other.fill(1);
      if (other.isStepDue) other.step();
    }
    expect(late).toBeGreaterThan(prompt.report().metrics!['logLoss'] as number);
  });
});

describe('a table that is opened', () => {
  const settings = { batchSize: 8, replay: TABLE_DEFAULTS.replay, onDrift: 'ignore', labelDelay: 0 } as const;

  it('counts rows without a label, and passes over them', async () => {
    const some = rows.map((row, at) => (at % 10 === 9 ? { x: row.x } : row));
    const stream = await openTableStream({ name: 'rows', rows: () => some }, { target: 'y' }, settings);
    const session = createSession(stream, TABLE_DEFAULTS);
    while (!session.ended) {
      await session.fill(8);
      if (session.isStepDue) session.step();
    }
    expect(stream.report().metrics).toMatchObject({ rows: 36, unlabelledRows: 4, badRows: 0 });
  });
});
