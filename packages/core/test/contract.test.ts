import { describe, expect, it } from 'vitest';
import { ContractError, ensure, ensureThrows } from '../src/contract/index.js';

describe('what contract suites are made of', () => {
  it('lets pass what holds, and throws a typed error with the message where it does not', () => {
    expect(() => ensure(true, 'holds')).not.toThrow();
    try {
      ensure(false, 'a full buffer refuses a row');
    } catch (error) {
      expect(ContractError.is(error) && [error.code, error.message]).toEqual([
        'BROKEN',
        'a full buffer refuses a row',
      ]);
    }
    expect.assertions(2);
  });

  it('returns what was thrown, whatever it is', () => {
    for (const thrown of [new RangeError('far'), 'text', undefined])
      expect(
        ensureThrows(() => {
          throw thrown;
        }, 'throws'),
      ).toBe(thrown);
  });

  it('throws where nothing was thrown', () => {
    expect(() => ensureThrows(() => 1, 'refuses a row')).toThrow('refuses a row: nothing was thrown');
  });
});
