import { describe, expect, it } from 'vitest';
import { defineError, type ErrorClass } from '../src/index.js';

const OvenError: ErrorClass<'HOT' | 'COLD', { readonly degrees?: number }> = defineError('OvenError');

describe('defineError', () => {
  it('makes errors with a code, a message, a name and a stack', () => {
    const error = new OvenError('HOT', 'the oven is hot');
    expect(error).toBeInstanceOf(OvenError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'OvenError', code: 'HOT', message: 'the oven is hot' });
    expect(String(error)).toBe('OvenError: the oven is hot');
    expect(error.stack).toContain('define-error.test.ts');
    expect(OvenError.name).toBe('OvenError');
  });

  it('keeps the cause and the details, and has no cause where none is given', () => {
    const cause = new TypeError('why');
    const error = new OvenError('HOT', 'hot', { cause, degrees: 300 });
    expect([error.cause, error.degrees]).toEqual([cause, 300]);
    expect(Object.keys(error).sort()).toEqual(['code', 'degrees']);
    expect(Object.hasOwn(new OvenError('HOT', 'hot', { degrees: 1 }), 'cause')).toBe(false);
  });

  it('recognises errors of another copy of the package, and no others', () => {
    const other = defineError('OvenError');
    const fridge = defineError('FridgeError');
    expect(OvenError.is(new other('HOT', 'hot'))).toBe(true);
    expect(OvenError.is(new fridge('HOT', 'hot'))).toBe(false);
    for (const value of [undefined, null, 1, 'OvenError', {}, new Error('hot')])
      expect(OvenError.is(value)).toBe(false);
  });

  it('marks errors where no loop over their keys finds it', () => {
    const error = new OvenError('COLD', 'cold');
    expect(Object.getOwnPropertySymbols(error)).toEqual([Symbol.for('@graph/OvenError')]);
    expect({ ...error }).toEqual({ code: 'COLD' });
  });
});
