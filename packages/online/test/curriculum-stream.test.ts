import type { StateTree } from '@graph/core';
import { type LevelSampler, UnlearnedLevels } from '@graph/curriculum';
import { describe, expect, it } from 'vitest';
import {
  CURRICULUM_DEFAULTS,
  CurriculumStream,
  type CurriculumStreamSettings,
  createSession,
  type LearningSettings,
  restoreSession,
  type TrainingSession,
  WHEN_FINISHED,
} from '../src/index.js';

const LEARNING: LearningSettings = {
  ...CURRICULUM_DEFAULTS,
  batchSize: 8,
  updatesPerBatch: 1,
  replay: { ...CURRICULUM_DEFAULTS.replay, capacity: 40 },
  network: { ...CURRICULUM_DEFAULTS.network, hidden: [6] },
};
const SMALL = { batchSize: 8, seed: 7, examplesPerLevel: 10, startLevel: 2, maxLevel: 4 } as const;

const opened = (more: Partial<CurriculumStreamSettings> = {}): TrainingSession =>
  createSession(new CurriculumStream({ ...SMALL, ...more }), LEARNING);

/** Learns until so many examples have come; rows of a batch that is not full wait. */
function learn(session: TrainingSession, examples: number): TrainingSession {
  while (session.examples < examples) {
    session.fill(examples - session.examples);
    if (session.isStepDue) session.step();
    session.consolidateIfDue();
  }
  return session;
}

function again(session: TrainingSession, more: Partial<CurriculumStreamSettings> = {}): TrainingSession {
  const state = structuredClone(session.state());
  return restoreSession(new CurriculumStream({ ...SMALL, ...more }, state.stream), LEARNING, state);
}

const rowsOf = (session: TrainingSession): number[] =>
  session.stream.report(session.learner.network, { isFinal: false }).levels!.map(({ examples }) => examples);

/** One of your own: each level in turn. */
class InTurn implements LevelSampler {
  readonly levels: number;
  #next = 0;

  constructor(levels: number) {
    this.levels = levels;
  }
  choose(): number {
    this.#next += 1;
    return 1 + (this.#next % this.levels);
  }
  observe(): void {}
  probabilities(): Float64Array {
    return new Float64Array(this.levels).fill(1 / this.levels);
  }
  state(): StateTree {
    return { levels: this.levels, next: this.#next };
  }
  static from(state: StateTree): InTurn {
    const restored = new InTurn(Number(state['levels']));
    restored.#next = Number(state['next']);
    return restored;
  }
}

describe('what comes after the last level', () => {
  it('is a level at a time until then, whatever comes', () => {
    for (const whenFinished of WHEN_FINISHED)
      expect(rowsOf(learn(opened({ whenFinished }), 28))).toEqual([0, 10, 10, 8, 0, 0, 0]);
  });

  it('is the last level for ever with last, and rows of the levels between the first and the last otherwise', () => {
    expect(rowsOf(learn(opened({ whenFinished: 'last' }), 200))).toEqual([0, 10, 10, 180, 0, 0, 0]);
    for (const whenFinished of WHEN_FINISHED.filter((name) => name !== 'last')) {
      const [first, ...rows] = rowsOf(learn(opened({ whenFinished }), 200));
      expect(first).toBe(0);
      expect(rows.slice(3)).toEqual([0, 0, 0]);
      expect(rows.reduce((sum, count) => sum + count, 0)).toBe(200);
      for (const count of rows.slice(0, 3)) expect(count).toBeGreaterThan(10);
    }
  });

  it('favours the level of which the least is learned', () => {
    const session = opened({ whenFinished: UnlearnedLevels });
    learn(session, 400);
    const heldOut = session.stream.report(session.learner.network, { isFinal: true }).levels!;
    const trained = heldOut.slice(1, 4);
    const worst = trained.reduce((a, b) => (a.heldOut.r2 < b.heldOut.r2 ? a : b));
    expect(worst.examples).toBe(Math.max(...trained.map(({ examples }) => examples)));
  });

  it('can be a class of your own', () => {
    const session = learn(opened({ whenFinished: InTurn }), 32 + 30);
    // Of levels that are equally likely, the first.
    expect(session.stream.progress()).toEqual({ level: 2, name: 'Multi-operation arithmetic' });
    const rows = rowsOf(session).slice(1, 4);
    expect(rows).toEqual([10 + 10, 10 + 10, 12 + 10]);
    expect(learn(again(session, { whenFinished: InTurn }), 80).state()).toEqual(learn(session, 80).state());
  });

  it.each(WHEN_FINISHED)('%s: goes on to the bit wherever it was saved', (whenFinished) => {
    const whole = learn(opened({ whenFinished }), 70).state();
    for (const stop of [17, 28, 29, 36, 64]) {
      const first = learn(opened({ whenFinished }), stop);
      expect(learn(again(first, { whenFinished }), 70).state()).toEqual(whole);
    }
  });

  it('goes back where the loss rises, and ends its walk once more', () => {
    const settings = { allowRegression: true, regressionLoss: 1e-9, smoothingRows: 2, patience: 2 };
    const session = learn(opened(settings), 60);
    expect(rowsOf(session)[3]).toBe(0);
    expect(learn(again(session, settings), 90).state()).toEqual(learn(session, 90).state());
  });

  it('is nothing where there is one level, or all are shuffled', () => {
    for (const more of [{ maxLevel: 2 }, { order: 'shuffled' }] as const)
      expect(learn(opened(more), 60).state()).toEqual(
        learn(opened({ ...more, whenFinished: 'last' }), 60).state(),
      );
  });

  it('refuses a name that it does not know, and a state of something else', () => {
    expect(() => opened({ whenFinished: 'lost' as never })).toThrow(
      expect.objectContaining({ code: 'OPTION' }),
    );
    const saved = learn(opened(), 60);
    for (const whenFinished of ['last', 'exp3s'] as const)
      expect(() => again(saved, { whenFinished })).toThrow(expect.objectContaining({ code: 'STATE' }));
    expect(() => again(learn(opened({ whenFinished: 'last' }), 60))).toThrow(
      expect.objectContaining({ code: 'STATE' }),
    );
    expect(() => again(saved, { maxLevel: 7 })).toThrow(expect.objectContaining({ code: 'STATE' }));
  });
});
