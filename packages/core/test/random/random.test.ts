import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoreError, Random } from '../../src/index.js';

const take = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe('Random', () => {
  it('gives the golden stream of seed 42 (a change here changes every run)', () => {
    const random = Random.fromSeed(42, 'golden');
    expect(take(4, () => random.uint32())).toEqual([156004092, 246881231, 956712164, 53396264]);
  });

  it('gives unrelated streams for neighbouring seeds and for paths that join to the same letters', () => {
    const firsts = [
      ...take(1000, () => 0).map((_, seed) => Random.fromSeed(seed - 500).uint32()),
      Random.fromSeed(1, 'ab', 'c').uint32(),
      Random.fromSeed(1, 'a', 'bc').uint32(),
      Random.fromSeed(1, 'abc').uint32(),
    ];
    expect(new Set(firsts).size).toBe(firsts.length);
    const mean = firsts.reduce((sum, value) => sum + value / 2 ** 32, 0) / firsts.length;
    // The standard error of the mean of 1,003 uniform numbers is 0.0091; alpha = 1e-4 is 3.9 of them.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.036);
  });

  it('continues exactly where its state was taken', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(50), (seed, burn) => {
        const random = Random.fromSeed(seed);
        take(burn, () => random.uint32());
        const twin = Random.from(structuredClone(random.state()));
        expect(take(20, () => twin.uint32())).toEqual(take(20, () => random.uint32()));
      }),
    );
  });

  it.each([1, 2, 3, 7, 10, 64, 1000])(
    'draws below %i with equal probability (chi-square, alpha 1e-4)',
    (bound) => {
      const random = Random.fromSeed(7, 'chi-square');
      const counts = new Array<number>(bound).fill(0);
      const draws = bound * 200;
      for (let draw = 0; draw < draws; draw += 1) counts[random.below(bound)]! += 1;
      const statistic = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
      // Wilson and Hilferty's approximation of the upper 1e-4 quantile (z = 3.719).
      const freedom = Math.max(bound - 1, 1);
      const limit = freedom * (1 - 2 / (9 * freedom) + 3.719 * Math.sqrt(2 / (9 * freedom))) ** 3;
      expect(statistic).toBeLessThan(limit);
    },
  );

  it('draws within the bounds at their edges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer(), (bound, seed) => {
        const value = Random.fromSeed(seed).below(bound);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }),
    );
    const random = Random.fromSeed(3);
    for (const value of take(1000, () => random.float())) expect(value >= 0 && value < 1).toBe(true);
  });

  it('never draws the bound itself, where the words of 32 bits leave most over', () => {
    // Buckets are 65280 words wide and leave 65536 over, more than for any bound near: 15 of a million draws.
    const random = Random.fromSeed(11);
    const largest = take(1_000_000, () => 0).reduce((most) => Math.max(most, random.below(65792)), 0);
    expect(largest).toBe(65791);
  });

  it.each([Number.NaN, 0.5, 2 ** 53, Number.POSITIVE_INFINITY, '7', undefined])(
    'refuses the seed %s',
    (seed) => {
      const error = thrownBy(() => Random.fromSeed(seed as number));
      expect(error).toMatchObject({
        code: 'OPTION',
        message: `seed is ${seed}, wanted a whole number within ±(2^53 - 1)`,
      });
    },
  );

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses the bound %d', (bound) => {
    const error = thrownBy(() => Random.fromSeed(1).below(bound));
    expect(error).toMatchObject({
      code: 'OPTION',
      message: `bound is ${bound}, wanted a whole number from 1 to 2^32`,
    });
  });

  it('refuses what is not its state', () => {
    const state = Random.fromSeed(1).state();
    const broken: [unknown, RegExp][] = [
      [undefined, /^this is undefined, wanted a state of xoroshiro128plus, version 1$/],
      [{}, /an object that names no kind/],
      [{ ...state, kind: 'mersenne-twister' }, /a state of mersenne-twister, wanted/],
      [{ ...state, version: 2 }, /version 2, of a later release/],
      [{ ...state, words: new Int32Array(4) }, /words .* wanted at least one that is not 0/],
      [{ ...state, words: new Int32Array(3) }, /words .* is an Int32Array of 3, wanted an Int32Array of 4/],
      [{ ...state, words: [...state.words] }, /words .* is a list of 4/],
    ];
    for (const [given, message] of broken) {
      const error = thrownBy(() => Random.from(given as never));
      expect(error).toMatchObject({ code: 'STATE', message: expect.stringMatching(message) });
    }
  });

  it('gives a state that is a copy, and takes a copy of the one that it is given', () => {
    const random = Random.fromSeed(5);
    const state = random.state();
    const next = Random.from(state).uint32();
    state.words.fill(1);
    expect(random.uint32()).toBe(next);
  });
});

function thrownBy(act: () => unknown): CoreError | undefined {
  try {
    act();
  } catch (error) {
    if (CoreError.is(error)) return error;
  }
  return undefined;
}
