import type { Batch, OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Network } from '../network/network.js';
import { checkStrength } from './check-strength.js';
import type { ConsolidationMethod } from './consolidation-method.js';

/** Settings of `ewc`. */
export type EwcOptions = {
  /** Lambda, ≥ 0. */
  readonly strength: number;
  /**
   * How the importances of one consolidation are scaled: `relative`, to a mean of 1, so that a strength near 1 suits every
   * loss and network; or as in the paper, where the right strength may be 1 or 1,000,000. Default `relative`.
   */
  readonly importance?: 'relative' | 'absolute';
};

const OPTION_NAMES: OptionNames<EwcOptions> = { importance: true, strength: true };

/**
 * Elastic weight consolidation (Kirkpatrick et al. 2017, equation 3): a parameter matters as much as the diagonal of the
 * Fisher information says, the mean over remembered rows of their squared gradients. Each consolidation adds a penalty of
 * its own around the parameters of that moment; since a sum of parabolas is a parabola, the sum of the importances and
 * the weighted mean of the anchors are all that has to be kept.
 *
 * @throws LearnerError `OPTION` if `strength` is out of range.
 */
export function ewc(options: EwcOptions): ConsolidationMethod {
  check.names('ewc', options, OPTION_NAMES);
  const { strength, importance = 'relative' } = options;
  checkStrength(strength, importance);
  return {
    kind: 'ewc',
    strength,
    attach(network: Network): void {
      network.protect().strength = strength;
    },
    consolidate(network: Network, rows: Batch): void {
      if (rows.size === 0) return;
      const scale = importance === 'relative' ? importance : 1 / rows.size;
      network.protect().addSquaredGradients(rows, scale, { anchor: 'mean' });
    },
  };
}
