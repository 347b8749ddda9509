import type { MemoryCore } from '../memory/memory-core.js';
import type { Schema } from '../records/schema.js';
import { ReplayError } from '../replay-error.js';
import { checkStrategy, powersOf } from './check-strategy.js';
import type { Strategy } from './strategy.js';

/** @throws ReplayError `STRATEGY` unless one batch can be drawn by the strategy as the memory is. */
export function checkOverride(core: MemoryCore, strategy: Strategy, schema: Schema): void {
  const powers = powersOf(strategy);
  const { alpha, epsilon } = core.priorities;
  if (powers !== undefined && (powers.alpha !== alpha || powers.epsilon !== epsilon))
    throw new ReplayError(
      'STRATEGY',
      `the strategy of this batch has alpha ${powers.alpha} and epsilon ${powers.epsilon}, this memory's priorities have ${alpha} and ${epsilon}: call setStrategy`,
    );
  const { where } = strategy;
  const isKnown =
    (where === undefined || core.groups.has(where.field)) &&
    (strategy.kind !== 'balanced' || core.groups.has(strategy.by));
  if (strategy.kind === 'mixed' || !isKnown) checkStrategy(strategy, schema);
}
