import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { prioritized } from './prioritized.js';
import type { Mixed, SingleStrategy, Strategy } from './strategy.js';
import { uniform } from './uniform.js';
import { WEIGHTING, type WeightingOptions, weighting } from './weighting.js';

/** One part of a mixture: a strategy, and its share relative to the other parts' (above 0). */
export type MixedPart = { readonly share: number; readonly strategy: Strategy };

const PART: OptionNames<MixedPart> = { share: true, strategy: true };

/**
 * Draws shares of each batch by different strategies: half prioritized and half uniform by default, so that the bulk
 * is rehearsed and not only what is hard. A share that is not a whole number of rows is rounded up or down at random, so
 * that it is right on average. Probabilities and weights are those of the mixture; `where` holds for all
 * parts. Beta is 0.4 by default.
 *
 * @throws ReplayError `OPTION` if an option is unknown or out of its range.
 */
export function mixed(parts: readonly MixedPart[] = HALVES, options: WeightingOptions = {}): Mixed {
  check.names('mixed', options, WEIGHTING);
  if (!Array.isArray(parts) || parts.length === 0)
    throw check.error('mixed has no parts, wanted [{ share, strategy }, …]');
  const flat: { share: number; strategy: SingleStrategy }[] = [];
  let total = 0;
  for (const part of parts as readonly MixedPart[]) {
    check.names('a part of mixed', part, PART);
    const { share, strategy } = part;
    check.number('share of a part of mixed', share, { above: 0, below: Number.POSITIVE_INFINITY });
    total += share;
    if (strategy.where !== undefined)
      throw check.error('a part of mixed has where: give it to mixed, for all of its parts');
    if (strategy.kind === 'mixed')
      flat.push(...strategy.parts.map((inner) => ({ share: share * inner.share, strategy: inner.strategy })));
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
