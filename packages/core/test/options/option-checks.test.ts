import { describe, expect, it } from 'vitest';
import { defineError, OptionChecks, type OptionNames } from '../../src/index.js';

const OvenError = defineError<'OPTION'>('OvenError');
const check = new OptionChecks(OvenError);
const names: OptionNames<{ degrees: number; fan?: boolean }> = { degrees: true, fan: true };

/** The message of what was thrown; undefined where nothing was. */
function messageOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    expect(OvenError.is(error) && error.code).toBe('OPTION');
    return (error as Error).message;
  }
}

describe('OptionChecks', () => {
  it.each([
    [{}, undefined],
    [{ degrees: 1, fan: undefined }, undefined],
    [{ degres: 1 }, 'Oven has no option degres; did you mean degrees?'],
    [{ degrees: 1, Fan: true }, 'Oven has no option Fan; did you mean fan?'],
    [{ colour: 'red' }, 'Oven has no option colour; it has degrees, fan'],
    [{ toString: 1 }, 'Oven has no option toString; it has degrees, fan'],
    [undefined, 'the options of Oven are undefined, wanted an object'],
    [null, 'the options of Oven are null, wanted an object'],
    ['hot', 'the options of Oven are "hot", wanted an object'],
  ])('checks the names of %j', (options, message) => {
    expect(messageOf(() => check.names('Oven', options, names))).toBe(message);
  });

  it.each([
    [1, { min: 1, max: 2 }, undefined],
    [2, { min: 1, max: 2 }, undefined],
    [2.5, { min: 1, max: 2 }, 'x is 2.5, wanted a number from 1 to 2'],
    [0.5, { min: 1, max: 2 }, 'x is 0.5, wanted a number from 1 to 2'],
    [1, { min: 0, below: 1 }, 'x is 1, wanted a number from 0 to below 1'],
    [0, { above: 0, max: 1 }, 'x is 0, wanted a number above 0 to 1'],
    [0, { above: 0 }, 'x is 0, wanted a number above 0'],
    [1e-300, { above: 0 }, undefined],
    [-1, { min: 0 }, 'x is -1, wanted a number, 0 or more'],
    [9, { max: 8 }, 'x is 9, wanted a number, 8 or less'],
    [9, { below: 9 }, 'x is 9, wanted a number below 9'],
    [Number.POSITIVE_INFINITY, { min: 0 }, undefined],
    [Number.NEGATIVE_INFINITY, {}, undefined],
    [Number.NaN, {}, 'x is NaN, wanted a number'],
    ['1', { min: 0 }, 'x is "1", wanted a number, 0 or more'],
    [1n, {}, 'x is 1, wanted a number'],
    [undefined, {}, 'x is undefined, wanted a number'],
    [[1, 2], {}, 'x is a list of 2, wanted a number'],
    [{ a: 1 }, {}, 'x is an object, wanted a number'],
    [new Float32Array(3), {}, 'x is a Float32Array of 3, wanted a number'],
    [() => 1, {}, 'x is a function, wanted a number'],
    ['a'.repeat(99), {}, `x is "${'a'.repeat(60)}…", wanted a number`],
  ])('checks the number %s within %j', (value, range, message) => {
    expect(messageOf(() => check.number('x', value, range))).toBe(message);
  });

  it.each([
    [3, { min: 1 }, undefined],
    [-(2 ** 53) + 1, {}, undefined],
    [2 ** 53, {}, 'n is 9007199254740992, wanted a whole number'],
    [1.5, { min: 1, max: 9 }, 'n is 1.5, wanted a whole number from 1 to 9'],
    [0, { min: 1, max: 9 }, 'n is 0, wanted a whole number from 1 to 9'],
    ['3', {}, 'n is "3", wanted a whole number'],
    [Number.POSITIVE_INFINITY, {}, 'n is Infinity, wanted a whole number'],
  ])('checks the whole number %s within %j', (value, range, message) => {
    expect(messageOf(() => check.wholeNumber('n', value, range))).toBe(message);
  });

  it.each([
    [-7, undefined],
    [0.5, 'seed is 0.5, wanted a whole number within ±(2^53 - 1)'],
    ['42', 'seed is "42", wanted a whole number within ±(2^53 - 1)'],
  ])('checks the seed %s', (value, message) => {
    expect(messageOf(() => check.seed(value))).toBe(message);
  });

  it.each([
    ['auto', undefined],
    ['fixed', undefined],
    ['Auto', 'mode is "Auto", wanted one of auto, fixed; did you mean auto?'],
    ['slow', 'mode is "slow", wanted one of auto, fixed'],
    [1, 'mode is 1, wanted one of auto, fixed'],
  ])('checks the word %s', (value, message) => {
    expect(messageOf(() => check.oneOf('mode', value, ['auto', 'fixed']))).toBe(message);
  });

  it.each([
    [true, undefined],
    [false, undefined],
    [0, 'fan is 0, wanted true or false'],
    ['true', 'fan is "true", wanted true or false'],
  ])('checks the flag %s', (value, message) => {
    expect(messageOf(() => check.flag('fan', value))).toBe(message);
  });
});
