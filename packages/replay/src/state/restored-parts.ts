import type { StateTree } from '@graph/core';
import { check, checkCapacity } from '../check.js';
import type { Difference, MemoryParts } from '../memory/memory-parts.js';
import { checkNewPriority, isNewPriority } from '../memory/replay-options.js';
import { resizedCore } from '../memory/resized-core.js';
import { describeSchema, recordLayout, schemaOf } from '../records/record-layout.js';
import type { Schema } from '../records/schema.js';
import { ReplayError } from '../replay-error.js';
import { checkStrategy, powersOf } from '../strategies/check-strategy.js';
import { savedStrategy } from '../strategies/saved-strategy.js';
import type { Strategy } from '../strategies/strategy.js';
import { FORMAT } from './memory-state.js';
import { RESTORE_NAMES, type RestoreOptions } from './restore-options.js';
import { restoredCore } from './restored-core.js';

/**
 * Restores a memory's parts. What `options` names wins over what was saved.
 *
 * @throws ReplayError `STATE` if it is not the state of a memory, or its schema is not the one wanted; `OPTION` or `STRATEGY`
 *   if an option is wrong.
 */
export function restoredParts(state: unknown, options: RestoreOptions<Schema>): MemoryParts {
  check.names('ReplayMemory.from', options, RESTORE_NAMES);
  const { kernel = 'auto', shared = false } = options;
  check.flag('shared', shared);
  if (options.newPriority !== undefined) checkNewPriority(options.newPriority);
  if (options.capacity !== undefined) checkCapacity(options.capacity);
  const reader = FORMAT.read(state);
  // There is no older version, so what the reader reads is this.
  const tree = state as StateTree;
  const layout = reader.restore('schema', (saved: Schema) => recordLayout(saved));
  const schema = schemaOf(layout);
  if (options.schema !== undefined && describeSchema(options.schema) !== describeSchema(schema))
    throw new ReplayError(
      'STATE',
      `the saved rows have ${describeSchema(schema)}, wanted ${describeSchema(options.schema)}`,
    );
  const strategy = reader.restore('strategy', (saved: Strategy) => savedStrategy(saved, schema));
  const newPriority = tree['newPriority'];
  if (!isNewPriority(newPriority)) throw reader.error('newPriority', "'max' or a number from 0 to 2^100");
  const draws = reader.count('draws');
  const staleUpdates = reader.count('staleUpdates');
  const wanted = options.strategy === undefined ? undefined : checkStrategy(options.strategy, schema);
  const core = restoredCore(reader, tree, layout, { kernel, shared });
  const { alpha, epsilon } = powersOf(strategy) ?? core.priorities;
  if (alpha !== core.priorities.alpha || epsilon !== core.priorities.epsilon)
    throw reader.error('alpha', `${alpha} as in the strategy, and epsilon ${epsilon}`);
  const powers = wanted === undefined ? undefined : powersOf(wanted);
  if (powers !== undefined) core.priorities.setPowers(powers.alpha, powers.epsilon);
  const saved = { strategy, newPriority, capacity: core.capacity };
  return {
    core:
      options.capacity === undefined || options.capacity === core.capacity
        ? core
        : resizedCore(core, options.capacity),
    strategy: wanted ?? strategy,
    newPriority: options.newPriority ?? newPriority,
    draws,
    staleUpdates,
    differences: differences(saved, options),
  };
}

/** Lists where the options are not what was saved. */
function differences(
  saved: { readonly strategy: Strategy; readonly newPriority: unknown; readonly capacity: number },
  options: RestoreOptions<Schema>,
): readonly Difference[] {
  return (['strategy', 'newPriority', 'capacity'] as const).flatMap((option) => {
    const taken = options[option];
    return taken === undefined || JSON.stringify(taken) === JSON.stringify(saved[option])
      ? []
      : [{ option, saved: saved[option], taken }];
  });
}
