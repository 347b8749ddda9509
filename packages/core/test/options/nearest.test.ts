import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/index.js';

const names = ['capacity', 'batchSize', 'seed', 'lr'];

describe('nearest', () => {
  it.each([
    ['capcity', 'capacity'],
    ['CAPACITY', 'capacity'],
    ['batch-size', 'batchSize'],
    ['sed', 'seed'],
    ['lx', 'lr'],
    ['momentum', undefined],
    ['xxed', undefined],
    ['', undefined],
  ])('takes %s for %s', (name, expected) => {
    expect(nearest(name, names)).toBe(expected);
  });

  it('gives the first of those that are equally near, and the nearest of all', () => {
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
    expect(nearest('replayRatios', ['replayRates', 'replayRatio'])).toBe('replayRatio');
  });

  it('finds a name with one letter left out, put in or replaced, whatever it is', () => {
    const word = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(
        word,
        fc.nat(),
        fc.stringMatching(/^[a-z]?$/),
        fc.boolean(),
        (name, seed, letter, keeps) => {
          const at = seed % name.length;
          const misspelt = name.slice(0, at) + letter + name.slice(at + (keeps ? 0 : 1));
          expect(nearest(misspelt, ['0123456789012', name])).toBe(name);
        },
      ),
    );
  });
});
