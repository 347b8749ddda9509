import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Curriculum,
  type CurriculumOptions,
  type Level,
  type LevelChange,
  type Policy,
} from '../src/index.js';

const level = (name: string): Level => ({
  name,
  domain: name,
  inputWidth: 1,
  generate: (random, { inputs }) => inputs.fill(random.float()),
});
const levels = [level('One'), level('Two'), level('Three')];
const loose = { seed: 1, levels, examplesPerLevel: 1_000_000 };

/** Feeds losses, `rows` rows each, and returns the changes with the index of the loss that made them. */
function feed(options: CurriculumOptions, losses: readonly number[], rows = 16): [number, LevelChange][] {
  const curriculum = new Curriculum(options);
  const batch = curriculum.createBatch(rows);
  return losses.flatMap((loss, index) => {
    batch.size = 0;
    const change = curriculum.observe(loss, curriculum.fill(batch, rows));
    return change ? [[index, change] as [number, LevelChange]] : [];
  });
}
const many = (count: number, loss: number): number[] => new Array<number>(count).fill(loss);

describe('the standard policy', () => {
  it('moves on after the count of examples, whatever the loss', () => {
    const changes = feed({ seed: 1, levels, examplesPerLevel: 100 }, many(40, 1e9));
    expect(changes.map(([, { from, to, kind, reason }]) => `${kind} ${from} ${to} ${reason}`)).toEqual([
      'advance 1 2 100 examples',
      'advance 2 3 100 examples',
    ]);
    // Six full batches and one of four.
    expect(changes[0]![0]).toBe(6);
  });

  it('moves on earlier when the smoothed loss has stayed under advanceLoss', () => {
    // Blocks of 64 rows are 4 losses of 16; three blocks have to agree.
    const changes = feed({ ...loose, advanceLoss: 0.1 }, [...many(8, 0.5), ...many(12, 0.05)]);
    expect(changes).toEqual([
      [19, { kind: 'advance', from: 1, to: 2, reason: 'smoothed loss 0.0500 stayed under 0.1' }],
    ]);
  });

  it('does not move on when it was under only now and then', () => {
    const ripple = Array.from({ length: 300 }, (_, index) => (index % 12 < 8 ? 0.05 : 0.5));
    expect(feed({ ...loose, advanceLoss: 0.1 }, ripple)).toEqual([]);
  });

  it('goes back one level when it has stayed over regressionLoss, never before the first level', () => {
    const options = { ...loose, advanceLoss: 0.1, regressionLoss: 1 };
    expect(feed(options, [...many(12, 0.05), ...many(12, 2), ...many(100, 2)])).toEqual([
      [11, { kind: 'advance', from: 1, to: 2, reason: 'smoothed loss 0.0500 stayed under 0.1' }],
      [23, { kind: 'regress', from: 2, to: 1, reason: 'smoothed loss 2.00 stayed over 1' }],
    ]);
    expect(feed({ ...loose, regressionLoss: 1, startLevel: 2 }, many(100, 2))).toEqual([]);
  });

  it('does not go back when regression is not allowed', () => {
    const options = { ...loose, advanceLoss: 0.1, regressionLoss: 1, allowRegression: false };
    expect(feed(options, [...many(12, 0.05), ...many(100, 2)])).toHaveLength(1);
  });

  it('is not moved by one example, however bad or good, at any place and with any size of step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(100),
        fc.constantFrom(0, 1e-12, 1e3, 1e300),
        fc.double({ min: 0.11, max: 0.99, noNaN: true }),
        (rows, place, outlier, usual) => {
          const losses = many(Math.ceil(3000 / rows) + place + 1, usual);
          losses[place] = outlier;
          // Level 2, entered by a good start, so that there is a level to go back to.
          const start = many(Math.ceil(400 / rows) * 3, 0.01);
          const changes = feed(
            { ...loose, advanceLoss: 0.1, regressionLoss: 1, maxLevel: 2 },
            [...start, ...losses],
            rows,
          );
          expect(changes.map(([, { kind }]) => kind)).toEqual(['advance']);
          const first = feed({ ...loose, advanceLoss: 0.1, regressionLoss: 1 }, losses, rows);
          expect(first).toEqual([]);
        },
      ),
    );
  });

  it('starts afresh on each level', () => {
    const changes = feed({ ...loose, advanceLoss: 0.1 }, many(24, 0.05));
    expect(changes.map(([index]) => index)).toEqual([11, 23]);
  });

  it('judges a level by rows of that level only', () => {
    const curriculum = new Curriculum({ ...loose, advanceLoss: 0.1, smoothingRows: 10, patience: 2 });
    const batch = curriculum.createBatch(1000);
    curriculum.fill(batch, 120);
    expect(curriculum.observe(0.01, 10)).toBeUndefined();
    expect(curriculum.observe(0.01, 10)).toMatchObject({ to: 2 });
    // 100 rows of level 1 are still out: they may be as good as they like.
    for (let observed = 0; observed < 100; observed += 20)
      expect(curriculum.observe(0.01, 20)).toBeUndefined();
    curriculum.fill(batch, 20);
    expect(curriculum.observe(0.01, 10)).toBeUndefined();
    expect(curriculum.observe(0.01, 10)).toMatchObject({ from: 2, to: 3 });
  });
});

describe('a policy of your own', () => {
  it('sees how the level goes, and leads', () => {
    const seen: string[] = [];
    const pendulum: Policy = {
      enter: () => ({}),
      observe(_, { level: at, firstLevel, lastLevel, examples, loss, rows }) {
        seen.push(`${firstLevel} ${at} ${lastLevel}: ${examples} ${loss} ${rows}`);
        return examples < 20
          ? { kind: 'stay' }
          : { kind: at < lastLevel ? 'advance' : 'regress', reason: 'swings' };
      },
    };
    const changes = feed({ seed: 1, levels, policy: pendulum, startLevel: 2 }, [1, 2, 3, 4, 5, 6], 10);
    expect(seen).toEqual([
      '2 2 3: 10 1 10',
      '2 2 3: 20 2 10',
      '2 3 3: 10 3 10',
      '2 3 3: 20 4 10',
      '2 2 3: 10 5 10',
      '2 2 3: 20 6 10',
    ]);
    expect(changes.map(([, { to }]) => to)).toEqual([3, 2, 3]);
  });

  it('does not lead out of startLevel to maxLevel', () => {
    for (const kind of ['advance', 'regress'] as const) {
      const stubborn: Policy = { enter: () => ({}), observe: () => ({ kind, reason: 'wants out' }) };
      expect(feed({ seed: 1, levels, policy: stubborn, startLevel: 2, maxLevel: 2 }, [1, 1, 1])).toEqual([]);
    }
  });

  it('is not asked about rows of the level before', () => {
    const seen: string[] = [];
    const eager: Policy = {
      enter: () => ({}),
      observe(_, { level: at, examples, rows }) {
        seen.push(`${at}: ${examples} ${rows}`);
        return at === 1 ? { kind: 'advance', reason: 'eager' } : { kind: 'stay' };
      },
    };
    const curriculum = new Curriculum({ seed: 1, levels, policy: eager });
    const batch = curriculum.createBatch(100);
    curriculum.fill(batch, 30);
    curriculum.observe(1, 10); // 20 rows of level 1 are still out
    curriculum.fill(batch, 30);
    curriculum.observe(1, 15);
    curriculum.observe(1, 10); // 5 of level 1 and 5 of level 2
    curriculum.observe(1, 25);
    expect(seen).toEqual(['1: 10 10', '2: 5 5', '2: 30 25']);
  });

  it('keeps what it remembers in the state, as a copy', () => {
    type Losses = { losses: { last: number }[] };
    const remembering: Policy<Losses> = {
      enter: () => ({ losses: [] }),
      observe(state, { loss }) {
        state.losses.push({ last: loss });
        return state.losses.length < 3 ? { kind: 'stay' } : { kind: 'advance', reason: 'three' };
      },
    };
    const options = { seed: 1, levels, policy: remembering };
    const original = new Curriculum(options);
    const batch = original.createBatch(10);
    original.observe(1, original.fill(batch, 1));
    const state = original.state();
    original.observe(2, original.fill(batch, 1));
    expect(state.walk.policy).toEqual({ losses: [{ last: 1 }] });
    const twin = Curriculum.from(state, options);
    expect(twin.observe(2, twin.fill(batch, 1))).toBeUndefined();
    expect(twin.observe(2, twin.fill(batch, 1))).toMatchObject({ to: 2 });
    expect(original.observe(2, original.fill(batch, 1))).toMatchObject({ to: 2 });
    // The one that was made of it has not changed it either.
    expect(state.walk.policy).toEqual({ losses: [{ last: 1 }] });
  });

  it('cannot stop the rows: one that stays at its budget gets as much again', () => {
    const stubborn: Policy = { examplesPerLevel: 7, enter: () => ({}), observe: () => ({ kind: 'stay' }) };
    const curriculum = new Curriculum({ seed: 1, levels, policy: stubborn });
    const batch = curriculum.createBatch(100);
    for (let round = 0; round < 5; round += 1) {
      expect(curriculum.fill(batch, 10)).toBe(7);
      expect(curriculum.fill(batch, 10)).toBe(0);
      expect(curriculum.observe(1, 7)).toBeUndefined();
    }
  });
});
