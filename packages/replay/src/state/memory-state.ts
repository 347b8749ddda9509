import { StateFormat } from '@graph/core';
import type { MemoryParts } from '../memory/memory-parts.js';
import { schemaOf } from '../records/record-layout.js';
import { ReplayError } from '../replay-error.js';
import type { ReplayState } from './replay-state.js';

/** The layout of a memory's state. */
export const FORMAT: StateFormat<'replay-memory'> = new StateFormat('replay-memory', 1, ReplayError);

/** Returns a memory's state; arrays are views. */
export function stateOf(parts: MemoryParts): ReplayState {
  const { core, strategy, newPriority, draws, staleUpdates } = parts;
  core.priorities.flush();
  const { kernel, order, options } = core;
  const { size, cursor, nextId, ids } = order;
  return {
    ...FORMAT.header,
    schema: schemaOf(core.layout),
    strategy,
    newPriority,
    draws,
    staleUpdates,
    capacity: core.capacity,
    eviction: options.eviction,
    alpha: core.priorities.alpha,
    epsilon: core.priorities.epsilon,
    size,
    cursor,
    nextId,
    random: kernel.random.state(),
    records: kernel.records.bytes.subarray(0, size * core.layout.stride),
    weights: kernel.tree.weights.subarray(0, size),
    timesDrawn: kernel.timesDrawn.subarray(0, size),
    ids: ids === undefined ? null : ids.subarray(0, size),
    groups: Object.fromEntries([...core.groups].map(([field, groups]) => [field, groups.state()])),
    policy: core.policy?.state() ?? null,
  };
}
