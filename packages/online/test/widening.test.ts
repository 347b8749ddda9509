import { describe, expect, it } from 'vitest';
import {
  createSession,
  openTableStream,
  restoreSession,
  type SessionState,
  TABLE_DEFAULTS,
  type TrainingSession,
} from '../src/index.ts';

const OPTIONS = { target: 'y', inferRows: 20, onContradiction: 'widen' } as const;

/** What was `yes`, `no` or a number so far is a word from row 60 on. */
const ROWS = Array.from({ length: 160 }, (_, at) => ({
  flag: at === 60 || (at > 60 && at % 3 === 0) ? 'maybe' : at % 2 === 0 ? 'yes' : 'no',
  size: at > 70 && at % 5 === 0 ? 'large' : at % 7,
  y: at > 70 && at % 5 === 0 ? 9 : (at % 7) + (at % 2),
}));
const SOURCE = { name: 'rows', rows: () => ROWS };

/** A label that is yes or no, and of a third kind from row 60 on. */
const LABELLED = {
  classes: Array.from({ length: 160 }, (_, at) => ({
    x: at % 3,
    y: at % 3 === 2 ? (at < 60 ? 'no' : 'maybe') : at % 3 === 1 ? 'yes' : 'no',
  })),
  numbers: Array.from({ length: 160 }, (_, at) => ({ x: at % 3, y: at % 3 === 2 && at > 60 ? 0.5 : at % 2 })),
};

async function train(session: TrainingSession, rows: number): Promise<void> {
  while (!session.ended && session.examples < rows) {
    await session.fill(rows - session.examples);
    if (session.isStepDue) session.step();
  }
}

describe.each(['network', 'mixture'] as const)('a guess that is contradicted, and the %s', (learner) => {
  const learning = { ...TABLE_DEFAULTS, learner, seed: 3 };
  const { batchSize, replay } = learning;

  it.each([
    ['classes', 0],
    ['classes', 7],
    ['numbers', 0],
    ['numbers', 7],
  ] as const)(
    'makes %s of yes and no, scores each row once, and resumes to the bit; labels %d rows late',
    async (kind, labelDelay) => {
      const source = { name: 'rows', rows: () => LABELLED[kind] };
      const settings = { batchSize, replay, onDrift: 'adapt', labelDelay } as const;
      const open = (state?: SessionState) => openTableStream(source, OPTIONS, settings, state);
      const whole = createSession(await open(), learning);
      await train(whole, Number.POSITIVE_INFINITY);
      whole.finish();
      const { metrics } = whole.stream.report(whole.learner.network, { isFinal: true });
      expect([whole.examples, whole.memory.size]).toEqual([160, 160]);
      if (kind === 'classes') {
        expect(metrics).toMatchObject({
          task: 'multiclass',
          rows: 160,
          badRows: 0,
          classes: ['no', 'yes', 'maybe'],
        });
        expect(metrics?.['accuracy']).toBeGreaterThan(0.6);
      } else expect(metrics).toMatchObject({ task: 'regression', badRows: 0 });
      for (const cut of [61, 70]) {
        const first = createSession(await open(), learning);
        await train(first, cut);
        const state = structuredClone(first.state()) as SessionState;
        const resumed = restoreSession(await open(state), learning, state);
        await train(resumed, Number.POSITIVE_INFINITY);
        resumed.finish();
        expect(resumed.stream.report(resumed.learner.network, { isFinal: true }).metrics).toEqual(metrics);
      }
    },
    60_000,
  );

  it.each([0, 7])(
    'widens, costs no row, and resumes to the bit; labels %d rows late',
    async (labelDelay) => {
      const settings = { batchSize, replay, onDrift: 'adapt', labelDelay } as const;
      const whole = createSession(await openTableStream(SOURCE, OPTIONS, settings), learning);
      await train(whole, Number.POSITIVE_INFINITY);
      whole.finish();
      const { metrics } = whole.stream.report(whole.learner.network, { isFinal: true });
      expect(metrics).toMatchObject({ badRows: 0, rows: 160 });
      expect(metrics?.columns?.map(({ name, type }) => `${name} ${type}`)).toEqual([
        'flag boolean',
        'size number',
        'flag category',
        'size category',
      ]);
      for (const cut of [50, 66]) {
        const first = createSession(await openTableStream(SOURCE, OPTIONS, settings), learning);
        await train(first, cut);
        const state = structuredClone(first.state()) as SessionState;
        const resumed = restoreSession(
          await openTableStream(SOURCE, OPTIONS, settings, state),
          learning,
          state,
        );
        await train(resumed, Number.POSITIVE_INFINITY);
        resumed.finish();
        expect(resumed.stream.report(resumed.learner.network, { isFinal: true }).metrics).toEqual(metrics);
      }
    },
    30_000,
  );
});
