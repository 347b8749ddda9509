import type { Beta } from '../strategies/strategy.js';

/** The value of beta at the given call of `sample`, counted from 0. */
export function currentBeta(beta: Beta, draws: number): number {
  if (typeof beta === 'number') return beta;
  return beta.from + (beta.to - beta.from) * Math.min(1, draws / beta.draws);
}
