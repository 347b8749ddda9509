import { describe, expect, it } from 'vitest';
import { defineError, StateFormat } from '../../src/index.js';

const OvenError = defineError<'STATE'>('OvenError');
const format = new StateFormat('oven', 3, OvenError, {
  1: ({ fahrenheit, ...rest }) => ({ ...rest, celsius: ((fahrenheit as number) - 32) / 1.8 }),
  2: (fields) => ({ ...fields, fan: false }),
});

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    expect(OvenError.is(error) && error.code).toBe('STATE');
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('StateFormat', () => {
  it('says kind and version in its header', () => {
    expect(format.header).toEqual({ kind: 'oven', version: 3 });
  });

  it('reads a state of its own version without a migration', () => {
    const reader = format.read({ ...format.header, celsius: 180, fan: true });
    expect([reader.number('celsius'), reader.flag('fan')]).toEqual([180, true]);
  });

  it('migrates an older state step by step, and leaves what it was given', () => {
    const old = { kind: 'oven', version: 1, fahrenheit: 212, racks: 2 };
    const reader = format.read(old);
    expect([reader.number('celsius'), reader.flag('fan'), reader.count('racks')]).toEqual([100, false, 2]);
    expect(reader.count('version')).toBe(3);
    expect(reader.has('fahrenheit')).toBe(false);
    expect(old).toEqual({ kind: 'oven', version: 1, fahrenheit: 212, racks: 2 });
  });

  it.each([
    [undefined, 'this is undefined, wanted a state of oven, version 3'],
    [null, 'this is null, wanted a state of oven, version 3'],
    ['oven', 'this is "oven", wanted a state of oven, version 3'],
    [[], 'this is a list of 0, wanted a state of oven, version 3'],
    [new Float32Array(2), 'this is a Float32Array of 2, wanted a state of oven, version 3'],
    [{}, 'this is an object that names no kind, wanted a state of oven, version 3'],
    [{ kind: 'fridge', version: 3 }, 'this is a state of fridge, wanted a state of oven, version 3'],
    [{ kind: 'oven' }, 'this is a state of oven without a version, wanted a state of oven, version 3'],
    [
      { kind: 'oven', version: '3' },
      'this is a state of oven without a version, wanted a state of oven, version 3',
    ],
    [
      { kind: 'oven', version: 0 },
      'this is a state of oven without a version, wanted a state of oven, version 3',
    ],
    [
      { kind: 'oven', version: 1.5 },
      'this is a state of oven without a version, wanted a state of oven, version 3',
    ],
    [
      { kind: 'oven', version: 4 },
      'this is a state of oven, version 4, of a later release: update this package to read it, wanted a state of oven, version 3',
    ],
  ])('refuses %j', (state, message) => {
    expect(errorOf(() => format.read(state)).message).toBe(message);
  });

  it('refuses a version that no migration leads on from', () => {
    const strict = new StateFormat('oven', 3, OvenError, { 2: (fields) => fields });
    expect(errorOf(() => strict.read({ kind: 'oven', version: 1 })).message).toContain(
      'version 1, which is no longer read',
    );
    expect(strict.read({ kind: 'oven', version: 2, a: 1 }).number('a')).toBe(1);
  });
});
