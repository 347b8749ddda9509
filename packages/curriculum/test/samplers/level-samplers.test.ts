import { describe, expect, it } from 'vitest';
import {
  Curriculum,
  Exp3S,
  LearningProgress,
  type LevelSampler,
  PrioritizedLevels,
  UnlearnedLevels,
} from '../../src/index.js';

type Made = LevelSampler & { state(): ReturnType<LevelSampler['state']> };
const kinds: readonly [string, (levels: number) => Made, (state: never) => Made][] = [
  ['LearningProgress', (levels) => new LearningProgress(levels, { seed: 4 }), LearningProgress.from],
  ['Exp3S', (levels) => new Exp3S(levels, { seed: 4 }), Exp3S.from],
  ['PrioritizedLevels', (levels) => new PrioritizedLevels(levels, { seed: 4 }), PrioritizedLevels.from],
  ['UnlearnedLevels', (levels) => new UnlearnedLevels(levels, { seed: 4 }), UnlearnedLevels.from],
];

describe.each(kinds)('%s', (_, make, from) => {
  it('draws levels as often as it says', () => {
    const sampler = make(4);
    for (let round = 0; round < 5; round += 1)
      for (let level = 1; level <= 4; level += 1) sampler.observe(level, level / (round + 1));
    const wanted = sampler.probabilities();
    expect(wanted.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    const counts = new Float64Array(4);
    for (let draw = 0; draw < 20_000; draw += 1) counts[sampler.choose() - 1]! += 1;
    // Five standard errors.
    for (const [at, p] of wanted.entries())
      expect(Math.abs(counts[at]! / 20_000 - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 20_000) + 1e-9);
  });

  it('sees every level before it has an opinion', () => {
    const sampler = make(5);
    expect([...sampler.probabilities()]).toEqual(new Array(5).fill(1 / 5));
  });

  it('goes on from its state as if it had never been saved', () => {
    const sampler = make(6);
    const run = (one: Made): number[] =>
      Array.from({ length: 200 }, (_, step) => {
        const level = one.choose();
        one.observe(level, ((step * 7) % 11) / level);
        return level;
      });
    run(sampler);
    const again = from(structuredClone(sampler.state()) as never);
    expect(run(again)).toEqual(run(sampler));
    expect(again.state()).toEqual(sampler.state());
  });

  it('refuses what is no observation, and changes nothing', () => {
    const sampler = make(3);
    sampler.observe(2, 1);
    const before = sampler.state();
    for (const [level, loss] of [
      [0, 1],
      [4, 1],
      [1.5, 1],
      [1, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
    ] as const)
      expect(() => sampler.observe(level, loss)).toThrow(expect.objectContaining({ code: 'OBSERVATION' }));
    expect(sampler.state()).toEqual(before);
  });

  it('refuses levels and states that cannot be', () => {
    for (const levels of [0, 256, 1.5])
      expect(() => make(levels)).toThrow(expect.objectContaining({ code: 'OPTION' }));
    const state = make(3).state();
    for (const wrong of [
      { losses: new Float64Array(0) },
      { rate: 0 },
      { rate: 2 },
      { random: {} },
      {
        seen: new Float64Array(2),
        changes: new Float64Array(2),
        weights: new Float64Array(2),
        power: 9,
      },
    ])
      expect(() => from({ ...state, ...wrong } as never)).toThrow(expect.objectContaining({ code: 'STATE' }));
  });
});

describe('rows of a level that is chosen', () => {
  it('are those of the level, beside the walk, and the state goes on with them', () => {
    const curriculum = new Curriculum({ seed: 3 });
    const batch = curriculum.createBatch(40);
    expect(curriculum.fill(batch, 10)).toBe(10);
    expect(curriculum.fill(batch, 10, 5)).toBe(10);
    const again = Curriculum.from(structuredClone(curriculum.state()), { seed: 3 });
    const rest = again.createBatch(20);
    for (const [one, rows] of [[curriculum, batch] as const, [again, rest] as const]) {
      expect(one.fill(rows, 10, 5)).toBe(10);
      expect(one.fill(rows, 10)).toBe(10);
    }
    expect([...batch.levels]).toEqual([1, 5, 5, 1].flatMap((level) => new Array(10).fill(level)));
    expect([...curriculum.examplesByLevel]).toEqual([20, 0, 0, 0, 20, 0, 0]);
    const width = curriculum.inputWidth;
    expect(batch.inputs.data.slice(20 * width)).toEqual(rest.inputs.data);
    // The walk knows of its own rows only.
    expect(() => curriculum.observe(0.1, 21)).toThrow(expect.objectContaining({ code: 'OBSERVATION' }));
    expect(curriculum.observe(0.1, 20)).toBeUndefined();
    // And its rows are those that come without any others.
    const plain = new Curriculum({ seed: 3 });
    const alone = plain.createBatch(20);
    plain.fill(alone, 20);
    expect(batch.inputs.data.slice(30 * width)).toEqual(alone.inputs.data.slice(10 * width));
    for (const level of [0, 8, 1.5])
      expect(() => curriculum.fill(curriculum.createBatch(1), 1, level)).toThrow(
        expect.objectContaining({ code: 'OPTION' }),
      );
  });
});

describe('LearningProgress', () => {
  it('goes where the loss falls, and where it rises, not where it stays', () => {
    const sampler = new LearningProgress(3, { seed: 1, exploration: 0.1 });
    for (let round = 0; round < 30; round += 1) {
      sampler.observe(1, 0.9);
      sampler.observe(2, 1 - round / 40);
      sampler.observe(3, round / 40);
    }
    const [still, learned, forgotten] = sampler.probabilities();
    expect(still).toBeCloseTo(0.1 / 3, 12);
    expect(learned).toBeCloseTo(forgotten!, 12);
    expect(learned).toBeGreaterThan(0.45);
  });
});

describe('Exp3S', () => {
  it.each([1, 2, 3, 4, 5])(
    'goes where the loss falls, and leaves when it falls elsewhere: seed %i',
    (seed) => {
      const sampler = new Exp3S(3, { seed, rate: 0.05 });
      const losses = [100, 100, 100];
      /** How probable the only level that is learned was on average, but for the first half of the steps. */
      const shareOf = (learned: number): number => {
        let sum = 0;
        for (let step = 0; step < 1000; step += 1) {
          const level = sampler.choose();
          if (level === learned) losses[level - 1]! -= 0.01;
          sampler.observe(level, losses[level - 1]!);
          if (step >= 500) sum += sampler.probabilities()[learned - 1]! / 500;
        }
        return sum;
      };
      // A third would be no choice at all; beyond four fifths, the percentiles no longer tell a reward from none.
      expect(shareOf(2)).toBeGreaterThan(0.5);
      expect(shareOf(3)).toBeGreaterThan(0.5);
    },
  );
});

describe('PrioritizedLevels', () => {
  it('goes by rank and by the time that has passed', () => {
    const sampler = new PrioritizedLevels(3, { seed: 1, staleness: 0.3 });
    for (const [level, loss] of [
      [1, 0.2],
      [2, 0.9],
      [3, 0.5],
    ] as const)
      sampler.observe(level, loss);
    // Ranks 3, 1, 2; ages 2, 1, 0.
    const total = 1 + 1 / 2 + 1 / 3;
    const wanted = [0.7 / 3 / total + 0.2, 0.7 / total + 0.1, 0.35 / total];
    for (const [at, p] of sampler.probabilities().entries()) expect(p).toBeCloseTo(wanted[at]!, 12);
  });
});

describe('UnlearnedLevels', () => {
  const seen = (losses: readonly number[], options: { power?: number; exploration?: number } = {}) => {
    const sampler = new UnlearnedLevels(losses.length, { seed: 1, ...options });
    for (const [at, loss] of losses.entries()) sampler.observe(at + 1, loss);
    return [...sampler.probabilities()];
  };

  it('goes in proportion to a power of the loss', () => {
    const greedy = 0.95;
    // Squares 1, 9, 4 of 14.
    for (const [at, square] of [1, 9, 4].entries())
      expect(seen([0.1, 0.3, 0.2])[at]).toBeCloseTo((greedy * square) / 14 + 0.05 / 3, 12);
    expect(seen([0.1, 0.3], { power: 1, exploration: 0 })[1]).toBeCloseTo(0.75, 12);
    expect(seen([0.1, 0.3], { power: 0 })).toEqual([0.5, 0.5]);
  });

  it('smooths the loss, and takes up one that rises again', () => {
    const sampler = new UnlearnedLevels(2, { seed: 1, rate: 0.5, power: 1, exploration: 0 });
    for (const loss of [1, 0.5]) for (const level of [1, 2]) sampler.observe(level, loss);
    sampler.observe(1, 1.25);
    expect(sampler.state().losses).toEqual(new Float64Array([1, 0.75]));
  });

  it('draws evenly where nothing is left, and from losses of any size', () => {
    expect(seen([0, 0])).toEqual([0.5, 0.5]);
    expect(seen([0, -1])).toEqual([0.5, 0.5]);
    expect(seen([Number.MAX_VALUE, Number.MIN_VALUE], { exploration: 0 })).toEqual([1, 0]);
    expect(seen([Number.MIN_VALUE, 0], { exploration: 0 })).toEqual([1, 0]);
  });
});

describe('a walk that has come to its end', () => {
  it('is finished when the policy would leave the last level, and not before or when it went back', () => {
    const options = { seed: 3, examplesPerLevel: 128, maxLevel: 2, regressionLoss: 1 };
    const curriculum = new Curriculum(options);
    const batch = curriculum.createBatch(64);
    const learn = (loss: number): boolean => {
      batch.size = 0;
      curriculum.observe(loss, curriculum.fill(batch, 64));
      return curriculum.finished;
    };
    expect([0.1, 0.1, 0.1, 0.1].map(learn)).toEqual([false, false, false, true]);
    expect(Curriculum.from(structuredClone(curriculum.state()), options).finished).toBe(true);
    // Three blocks over the threshold: back to level 1.
    expect([2, 2, 2].map(learn)).toEqual([true, true, false]);
    expect(curriculum.level).toBe(1);
  });

  it('is never finished when shuffled', () => {
    const curriculum = new Curriculum({ seed: 3, examplesPerLevel: 1, order: 'shuffled' });
    const batch = curriculum.createBatch(64);
    for (let step = 0; step < 20; step += 1) {
      batch.size = 0;
      curriculum.observe(0, curriculum.fill(batch, 64));
    }
    expect(curriculum.finished).toBe(false);
  });
});
