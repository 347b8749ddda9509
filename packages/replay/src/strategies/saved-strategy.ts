import { copyTree, type StateTree } from '@graph/core';
import type { Schema } from '../records/schema.js';
import { ReplayError } from '../replay-error.js';
import { checkStrategy } from './check-strategy.js';
import type { Strategy } from './strategy.js';

/** How far the shares of a mixture may be from 1 in sum: they were divided by their sum when they were saved. */
const ROUNDING = 1e-9;

/**
 * Copies a strategy that comes from a state, every value of it checked and none replaced: to fill in a default, or to divide
 * shares by their sum once more, may draw other rows.
 *
 * @throws ReplayError `STATE`, `OPTION` or `STRATEGY` if something of it is missing or wrong.
 */
export function savedStrategy(saved: Strategy, schema: Schema): Strategy {
  const checked = checkStrategy(saved, schema);
  const expected =
    checked.kind === 'mixed' && saved.kind === 'mixed'
      ? {
          ...checked,
          parts: checked.parts.map(({ share, strategy }, at) => {
            const given = saved.parts[at]!.share;
            return { share: Math.abs(given - share) < ROUNDING ? given : share, strategy };
          }),
        }
      : checked;
  if (!isSame(saved, expected))
    throw new ReplayError('STATE', `the strategy is ${JSON.stringify(saved)}: something of it is missing`);
  return copyTree<StateTree & Strategy>(saved);
}

/** Compares plain data, in whatever order its keys are. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other);
  const left = Object.entries(one);
  const right = new Map(Object.entries(other));
  return left.length === right.size && left.every(([key, value]) => isSame(value, right.get(key)));
}
