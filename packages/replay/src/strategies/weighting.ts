import { ReplayError } from '../errors.js';
import type { Beta, Normalisation, Weighting } from './strategy.js';

/** Options that every strategy takes. */
export type WeightingOptions = {
  /** From 0 to 1 (both inclusive), or a schedule between two such values. */
  readonly beta?: Beta;
  /** Default `'batch'`. */
  readonly normalise?: Normalisation;
};

/** Checks the weighting options of the strategy `kind`. */
export function weighting(options: WeightingOptions, kind: string, defaultBeta: number): Weighting {
  const { beta = defaultBeta, normalise = 'batch' } = options;
  const betas = typeof beta === 'number' ? [beta] : [beta?.from, beta?.to];
  for (const value of betas)
    if (!(typeof value === 'number' && value >= 0 && value <= 1))
      throw new ReplayError(
        'STRATEGY',
        `${kind} has beta ${JSON.stringify(beta)}, wanted 0 to 1 or { from, to, draws } between them`,
      );
  if (typeof beta === 'object' && !(Number.isSafeInteger(beta.draws) && beta.draws >= 1))
    throw new ReplayError(
      'STRATEGY',
      `${kind} has a beta over ${beta.draws} draws, wanted a whole number ≥ 1`,
    );
  if (!['batch', 'memory', 'none'].includes(normalise))
    throw new ReplayError('STRATEGY', `${kind} has normalise ${normalise}, wanted batch, memory or none`);
  return {
    beta: typeof beta === 'object' ? { from: beta.from, to: beta.to, draws: beta.draws } : beta,
    normalise,
  };
}
