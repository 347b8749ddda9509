import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../src/index.js';

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

  it('goes on exactly where its state was taken', () => {
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

  it.each([Number.NaN, 0.5, 2 ** 53, Number.POSITIVE_INFINITY])('refuses the seed %d', (seed) => {
    expect(() => Random.fromSeed(seed)).toThrow(/wanted a whole number/);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses the bound %d', (bound) => {
    expect(() => Random.fromSeed(1).below(bound)).toThrow(/bound is .*wanted a whole number from 1 to 2\^32/);
  });

  it('refuses what is not its state', () => {
    const broken = [
      undefined,
      {},
      { algorithm: 'mt', words: new Int32Array(4) },
      { algorithm: 'xoroshiro128plus', words: new Int32Array(4) },
    ];
    for (const state of broken) expect(() => Random.from(state as never)).toThrow(/random state is/);
  });

  it('prints in its README what it prints', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
    const printed: string[] = [];
    const body = example.replace(/^import .*$/gm, '').replaceAll('console.log', 'print');
    new Function('Random', 'print', body)(Random, (...values: unknown[]) => printed.push(values.join(' ')));
    expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
  });
});
