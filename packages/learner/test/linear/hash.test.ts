import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashFeature, hashPair, hashText } from '../../src/index.js';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const isWord = (hash: number): boolean => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32;

describe('hashes', () => {
  it('are whole numbers of 32 bits', () => {
    fc.assert(fc.property(word, word, (a, b) => isWord(hashFeature(a, b)) && isWord(hashPair(a, b))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), word, (text, seed) => isWord(hashText(text, seed))));
  });

  it('of pairs do not depend on the order', () => {
    fc.assert(fc.property(word, word, (a, b) => hashPair(a, b) === hashPair(b, a)));
  });

  it('of values of one column, and of pairs with one feature, never collide', () => {
    const features = new Set(Array.from({ length: 20_000 }, (_, value) => hashFeature(7, value)));
    expect(features.size).toBe(20_000);
    fc.assert(fc.property(word, word, word, (a, b, c) => b === c || hashFeature(a, b) !== hashFeature(a, c)));
  });

  it('fall evenly on a table, also by their low bits alone', () => {
    const bins = 256;
    const hashes = [
      Array.from({ length: 25_600 }, (_, at) => hashFeature(at >> 8, at & 255)),
      Array.from({ length: 25_600 }, (_, at) => hashPair(hashFeature(0, at >> 8), hashFeature(1, at & 255))),
      Array.from({ length: 25_600 }, (_, at) => hashText(`word${at}`)),
      Array.from({ length: 25_600 }, (_, at) => hashPair(at >> 8, 1000 + (at & 255))),
    ];
    for (const list of hashes) {
      const counts = new Float64Array(bins);
      for (const hash of list) counts[hash & (bins - 1)]! += 1;
      const chi2 = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
      // 255 degrees of freedom: within five standard deviations.
      expect(Math.abs(chi2 - 255)).toBeLessThan(5 * Math.sqrt(510));
    }
  });

  it('of a word differ by what it is a word of', () => {
    expect(hashText('a', hashFeature(0, 0))).not.toBe(hashText('a', hashFeature(1, 0)));
    expect(hashText('ab')).not.toBe(hashText('ba'));
  });

  it('keep their values', () => {
    expect([
      hashFeature(0, 0),
      hashFeature(3, 12),
      hashPair(1, 2),
      hashPair(9, 9),
      hashText('añ€😀'),
      hashText(''),
    ]).toMatchInlineSnapshot(`
        [
          3144930883,
          2812623122,
          2313468238,
          4286287308,
          3487436158,
          2872998923,
        ]
      `);
  });
});
