import type { Batch, OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Network } from '../network/network.js';
import { checkStrength } from './check-strength.js';
import type { ConsolidationMethod } from './consolidation-method.js';

/** Settings of `onlineEwc`. */
export type OnlineEwcOptions = {
  /** Lambda, ≥ 0. */
  readonly strength: number;
  /** What is left of the importances at each consolidation, 0 ≤ decay ≤ 1. Default 0.95. */
  readonly decay?: number;
  /**
   * How the importances of one consolidation are scaled: `relative`, to a mean of 1, so that a strength near 1 suits every
   * loss and network; or as in the paper, where the right strength may be 1 or 1,000,000. Default `relative`.
   */
  readonly importance?: 'relative' | 'absolute';
};

const OPTION_NAMES: OptionNames<OnlineEwcOptions> = { decay: true, importance: true, strength: true };

/**
 * Elastic weight consolidation in its online form (Schwarz et al. 2018, section 3.2): one penalty, around the parameters
 * of the last consolidation, whose importances fade by `decay` each time; so that a stream without an end does not stiffen.
 *
 * @throws LearnerError `OPTION` if a number is out of range.
 */
export function onlineEwc(options: OnlineEwcOptions): ConsolidationMethod {
  check.names('onlineEwc', options, OPTION_NAMES);
  const { strength, decay = 0.95, importance = 'relative' } = options;
  checkStrength(strength, importance);
  check.number('decay', decay, { min: 0, max: 1 });
  return {
    kind: 'online-ewc',
    strength,
    attach(network: Network): void {
      network.protect().strength = strength;
    },
    consolidate(network: Network, rows: Batch): void {
      if (rows.size === 0) return;
      const protection = network.protect();
      protection.scaleImportance(decay);
      protection.addSquaredGradients(rows, importance === 'relative' ? importance : 1 / rows.size);
      protection.setAnchor();
    },
  };
}
