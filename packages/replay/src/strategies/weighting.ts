import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Beta, Normalisation, Weighting, Where } from './strategy.js';
import { checkedWhere } from './where.js';

/** Options that every strategy takes. */
export type WeightingOptions = {
  /** From 0 to 1 (both inclusive), or a schedule between two such values. */
  readonly beta?: Beta;
  /** Default `'batch'`. */
  readonly normalise?: Normalisation;
  /**
   * Rows that may be drawn, e.g. `{ field: 'domains', not: current }`; default all. A batch is shorter than asked for where
   * fewer rows are let through. O(rows that are let through) a batch.
   */
  readonly where?: Where;
};

/** The names of these options. */
export const WEIGHTING: OptionNames<WeightingOptions> = { beta: true, normalise: true, where: true };

const SCHEDULE: OptionNames<Exclude<Beta, number>> = { from: true, to: true, draws: true };

/**
 * Checks the weighting options of the strategy `kind`.
 *
 * @throws ReplayError `OPTION` if one is wrong.
 */
export function weighting(options: WeightingOptions, kind: string, defaultBeta: number): Weighting {
  const { beta = defaultBeta, normalise = 'batch' } = options;
  const where = options.where === undefined ? {} : { where: checkedWhere(options.where, kind) };
  check.oneOf(`normalise of ${kind}`, normalise, ['batch', 'memory', 'none']);
  if (typeof beta !== 'object') {
    check.number(`beta of ${kind}`, beta, { min: 0, max: 1 });
    return { beta, normalise, ...where };
  }
  check.names(`the beta of ${kind}`, beta, SCHEDULE);
  check.number(`beta.from of ${kind}`, beta.from, { min: 0, max: 1 });
  check.number(`beta.to of ${kind}`, beta.to, { min: 0, max: 1 });
  check.wholeNumber(`beta.draws of ${kind}`, beta.draws, { min: 1 });
  return { beta: { from: beta.from, to: beta.to, draws: beta.draws }, normalise, ...where };
}
