import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, ln } from '../../src/index.js';

/** Distance of two numbers in units in the last place. */
function ulps(a: number, b: number): number {
  const bits = new BigInt64Array(new Float64Array([a, b]).buffer);
  return Math.abs(Number(bits[0]! - bits[1]!));
}

describe('portable logarithm and exponential', () => {
  it('are within 1 unit in the last place of the engine, over the whole range', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(ulps(ln(x), Math.log(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709.78, noNaN: true }), (x) => {
        expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('are right at the ends', () => {
    expect([ln(0), ln(-1), ln(1), ln(Number.POSITIVE_INFINITY), ln(Number.NaN)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
    expect([exp(0), exp(-746), exp(710), exp(Number.NaN), exp(Number.NEGATIVE_INFINITY)]).toEqual([
      1,
      0,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      0,
    ]);
    expect(exp(-745)).toBe(Number.MIN_VALUE);
    expect(exp(709.78)).toBeCloseTo(Math.exp(709.78), -295);
  });

  it('give the golden bits (a change here changes every run)', () => {
    const bits = new BigUint64Array(Float64Array.of(ln(3), ln(0.1), exp(1), exp(-0.25)).buffer);
    expect([...bits].map((word) => word.toString(16))).toEqual([
      '3ff193ea7aad030a',
      'c0026bb1bbb55515',
      '4005bf0a8b14576a',
      '3fe8ebef9eac820b',
    ]);
  });
});
