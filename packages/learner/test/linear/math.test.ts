import { exp, Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { LinearMemory } from '../../src/linear/linear-memory.js';
import { sigma, solve } from './dense-kalman.js';

const { exp: kernelExp, implicitError } = new LinearMemory().run;

it('the exponential of the kernels has the bits of that of the core', () => {
  const random = Random.fromSeed(1, 'exp');
  const drawn = Array.from({ length: 5000 }, () => 1500 * random.float() - 750);
  const edges = [0, -0, 1, -1, 1e-300, 709.78, 709.79, -745.13, -745.14, Infinity, -Infinity, Number.NaN];
  for (const x of [...drawn, ...edges]) expect(kernelExp(x)).toBe(exp(x));
});

describe('the error after an implicit step', () => {
  const logits = [-700, -30, -7.77, -1, 0, 0.3, 5, 40, 1e6];
  const rises = [0, 1e-9, 0.1, 1, 4, 50, 824.9, 1e5, 1e9];

  it.each([0, 1])('solves its equation for the target %i, however large the step', (target) => {
    for (const logit of logits)
      for (const rise of rises) {
        const error = implicitError(target, logit, rise);
        // The sigmoid may be so steep that rounding the error alone moves it.
        expect(Math.abs(error - solve(target, logit, rise))).toBeLessThan(1e-13);
        expect(error).toBeGreaterThanOrEqual(target - 1);
        expect(error).toBeLessThanOrEqual(target);
      }
  });

  it('is the plain error where the step moves nothing, and less everywhere else', () => {
    expect(implicitError(1, 0.3, 0)).toBeCloseTo(1 - sigma(0.3), 15);
    for (const rise of rises.slice(1)) expect(implicitError(1, 0.3, rise)).toBeLessThan(1 - sigma(0.3));
  });
});
