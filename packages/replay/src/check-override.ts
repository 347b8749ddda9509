import { checkStrategy, powersOf } from './check-strategy.js';
import { ReplayError } from './errors.js';
import type { MemoryCore } from './memory-core.js';
import type { Schema } from './schema.js';
import type { Strategy } from './strategies/strategy.js';

/** @throws ReplayError `STRATEGY` unless one batch can be drawn by the strategy as the memory stands. */
export function checkOverride(core: MemoryCore, strategy: Strategy, schema: Schema): void {
  const powers = powersOf(strategy);
  const { alpha, epsilon } = core.priorities;
  if (powers !== undefined && (powers.alpha !== alpha || powers.epsilon !== epsilon))
    throw new ReplayError(
      'STRATEGY',
      `the strategy of this batch has alpha ${powers.alpha} and epsilon ${powers.epsilon}, this memory's priorities have ${alpha} and ${epsilon}: call setStrategy`,
    );
  if (strategy.kind === 'balanced' && core.groups.has(strategy.by)) return;
  if (strategy.kind === 'balanced' || strategy.kind === 'mixed') checkStrategy(strategy, schema);
}
