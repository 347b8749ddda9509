import { describe, expect, it } from 'vitest';
import { defineError, StateReader, type StateTree } from '../../src/index.js';

const OvenError = defineError<'STATE'>('OvenError');

const tree: StateTree = {
  whole: 7,
  real: -2.5,
  nan: Number.NaN,
  huge: 2 ** 53,
  infinite: Number.POSITIVE_INFINITY,
  text: 'hot',
  texts: ['a', 'b'],
  mixed: ['a', 1],
  flag: false,
  nothing: null,
  floats: Float64Array.of(1, 2, 3),
  bytes: Uint8Array.of(1, 2),
  tree: { inner: 1 },
  trees: [{ a: 1 }, { a: 2 }],
};
const reader = new StateReader(tree, 'oven', OvenError);

function errorOf(act: () => unknown): InstanceType<typeof OvenError> {
  try {
    act();
  } catch (error) {
    if (OvenError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('StateReader', () => {
  it('reads what is there', () => {
    expect(reader.number('real')).toBe(-2.5);
    expect(reader.number('whole', 7, 7)).toBe(7);
    expect(reader.anyNumber('nan')).toBeNaN();
    expect(reader.anyNumber('infinite')).toBe(Number.POSITIVE_INFINITY);
    expect(reader.count('whole')).toBe(7);
    expect(reader.count('whole', 7, 7)).toBe(7);
    expect(reader.floats('floats', 3)).toEqual(tree['floats']);
    expect(reader.array('bytes', Uint8Array)).toEqual(tree['bytes']);
    expect(reader.oneOf('text', ['cold', 'hot'])).toBe('hot');
    expect(reader.text('text')).toBe('hot');
    expect(reader.texts('texts')).toEqual(['a', 'b']);
    expect(reader.flag('flag')).toBe(false);
    expect(reader.tree('tree')).toBe(tree['tree']);
    expect(reader.trees('trees', 2)).toBe(tree['trees']);
    expect(['nothing', 'missing', 'flag', 'nan'].map((key) => reader.has(key))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('copies arrays and lists', () => {
    reader.floats('floats')[0] = 9;
    reader.array('bytes', Uint8Array)[0] = 9;
    reader.texts('texts').push('c');
    expect(reader.floats('floats')[0]).toBe(1);
    expect(reader.array('bytes', Uint8Array)[0]).toBe(1);
    expect(reader.texts('texts')).toEqual(['a', 'b']);
  });

  it.each<[() => unknown, string]>([
    [() => reader.number('missing'), 'missing in the state of oven is undefined, wanted a number'],
    [() => reader.number('nan'), 'nan in the state of oven is NaN, wanted a number'],
    [() => reader.number('infinite'), 'infinite in the state of oven is Infinity, wanted a number'],
    [() => reader.number('real', 0), 'real in the state of oven is -2.5, wanted a number, 0 or more'],
    [() => reader.number('whole', 0, 6), 'whole in the state of oven is 7, wanted a number from 0 to 6'],
    [() => reader.anyNumber('text'), 'text in the state of oven is "hot", wanted a number'],
    [() => reader.count('real', -9), 'real in the state of oven is -2.5, wanted a whole number, -9 or more'],
    [
      () => reader.count('huge'),
      'huge in the state of oven is 9007199254740992, wanted a whole number, 0 or more',
    ],
    [() => reader.count('whole', 8), 'whole in the state of oven is 7, wanted a whole number, 8 or more'],
    [() => reader.count('whole', 0, 6), 'whole in the state of oven is 7, wanted a whole number from 0 to 6'],
    [
      () => reader.floats('floats', 2),
      'floats in the state of oven is a Float64Array of 3, wanted a Float64Array of 2',
    ],
    [() => reader.floats('bytes'), 'bytes in the state of oven is a Uint8Array of 2, wanted a Float64Array'],
    [
      () => reader.array('texts', Uint8Array),
      'texts in the state of oven is a list of 2, wanted a Uint8Array',
    ],
    [
      () => reader.oneOf('text', ['cold', 'warm']),
      'text in the state of oven is "hot", wanted one of cold, warm',
    ],
    [() => reader.text('whole'), 'whole in the state of oven is 7, wanted a text'],
    [() => reader.texts('mixed'), 'mixed in the state of oven is a list of 2, wanted a list of texts'],
    [() => reader.flag('nothing'), 'nothing in the state of oven is null, wanted true or false'],
    [() => reader.tree('trees'), 'trees in the state of oven is a list of 2, wanted an object'],
    [() => reader.tree('floats'), 'floats in the state of oven is a Float64Array of 3, wanted an object'],
    [() => reader.trees('texts'), 'texts in the state of oven is a list of 2, wanted a list of objects'],
    [() => reader.trees('trees', 3), 'trees in the state of oven is a list of 2, wanted a list of 3 objects'],
    [() => reader.restore('text', () => 1), 'text in the state of oven is "hot", wanted an object'],
  ])('refuses: %s', (read, message) => {
    expect(errorOf(read)).toMatchObject({ code: 'STATE', message });
  });

  it('restores a part, and wraps what that throws', () => {
    expect(reader.restore('tree', (state: { inner: number }) => state.inner)).toBe(1);
    const cause = new RangeError('too small');
    const error = errorOf(() =>
      reader.restore('tree', () => {
        throw cause;
      }),
    );
    expect(error).toMatchObject({
      message: 'tree in the state of oven cannot be restored: too small',
      code: 'STATE',
      cause,
    });
  });

  it('makes the error for a check that it does not have', () => {
    expect(reader.error('bytes', 'two equal bytes').message).toBe(
      'bytes in the state of oven is a Uint8Array of 2, wanted two equal bytes',
    );
  });
});
