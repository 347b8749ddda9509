import { ReplayError } from '../errors.js';
import { prioritized } from './prioritized.js';
import type { Mixed, SingleStrategy, Strategy } from './strategy.js';
import { uniform } from './uniform.js';
import { type WeightingOptions, weighting } from './weighting.js';

/** One part of a mixture: a strategy, and its share relative to the other parts' (above 0). */
export type MixedPart = { readonly share: number; readonly strategy: Strategy };

/**
 * Draws shares of each batch by different strategies: half prioritized and half uniform by default, so that the bulk
 * is rehearsed and not only what is hard. A share that is no whole number of rows is rounded up or down at random, so
 * that it is right on average. Probabilities and weights are those of the mixture. Beta is 0.4 by default.
 */
export function mixed(parts: readonly MixedPart[] = HALVES, options: WeightingOptions = {}): Mixed {
  if (!Array.isArray(parts) || parts.length === 0)
    throw new ReplayError('STRATEGY', 'mixed has no parts, wanted [{ share, strategy }, …]');
  const flat: { share: number; strategy: SingleStrategy }[] = [];
  let total = 0;
  for (const { share, strategy } of parts as readonly MixedPart[]) {
    if (!(share > 0 && share < Number.POSITIVE_INFINITY))
      throw new ReplayError('STRATEGY', `mixed has the share ${share}, wanted a finite number above 0`);
    total += share;
    if (strategy.kind === 'mixed')
      flat.push(...strategy.parts.map((part) => ({ share: share * part.share, strategy: part.strategy })));
    else flat.push({ share, strategy });
  }
  return {
    kind: 'mixed',
    parts: flat.map(({ share, strategy }) => ({ share: share / total, strategy })),
    ...weighting(options, 'mixed', 0.4),
  };
}

const HALVES: readonly MixedPart[] = [
  { share: 0.5, strategy: prioritized() },
  { share: 0.5, strategy: uniform() },
];
