import { ReplayError } from './errors.js';
import { MemoryCore } from './memory-core.js';
import { recordLayout } from './record-layout.js';
import type { ReplayState, RestoreOptions } from './replay-options.js';
import type { Schema } from './schema.js';

/** Returns what of the core is state; arrays are views. */
export function stateOfCore(core: MemoryCore): Pick<ReplayState, CoreKeys> {
  core.priorities.flush();
  const { kernel, order, options } = core;
  const { size, cursor, nextId, ids } = order;
  return {
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

type CoreKeys = Exclude<
  keyof ReplayState,
  'format' | 'schema' | 'strategy' | 'newPriority' | 'draws' | 'staleUpdates'
>;

/**
 * Puts a core back.
 *
 * @throws ReplayError `STATE` if it is not the state of one.
 */
export function coreFromState(state: ReplayState, options: RestoreOptions<Schema>): MemoryCore {
  if (state?.format !== 'graph-replay-1')
    throw new ReplayError('STATE', `the state has format ${String(state?.format)}, wanted graph-replay-1`);
  const schema = options.schema ?? state.schema;
  if (describe(schema) !== describe(state.schema))
    throw new ReplayError(
      'STATE',
      `the saved rows have ${describe(state.schema)}, wanted ${describe(schema)}`,
    );
  const { size, capacity, cursor } = state;
  const layout = recordLayout(schema);
  const ring = state.eviction?.kind === 'fifo';
  if (
    !(size >= 0 && size <= capacity && cursor >= 0 && cursor < capacity && state.nextId >= size) ||
    state.records?.length !== size * layout.stride ||
    state.weights?.length !== size ||
    state.timesDrawn?.length !== size ||
    (state.ids === null ? !ring : state.ids?.length !== size)
  )
    throw new ReplayError(
      'STATE',
      `the state says ${size} rows of ${capacity}, and its arrays or counters do not fit that: it is damaged`,
    );
  const { eviction, random, alpha, epsilon, policy } = state;
  const { kernel = 'auto', shared = false } = options;
  const core = new MemoryCore(
    { layout, capacity, eviction, random, alpha, epsilon, policy, kernel, shared },
    state.groups,
  );
  core.kernel.records.bytes.set(state.records);
  core.kernel.tree.weights.set(state.weights);
  core.kernel.timesDrawn.set(state.timesDrawn);
  core.kernel.tree.rebuild(0, capacity);
  core.order.size = size;
  core.order.cursor = cursor;
  core.order.nextId = state.nextId;
  if (state.ids !== null) {
    core.order.ids = new Float64Array(capacity);
    core.order.ids.set(state.ids);
    core.order.reindex();
  }
  return core;
}

/** An option that was given when a memory was put back and is not the saved one. */
export type Difference = { readonly option: string; readonly saved: unknown; readonly taken: unknown };

/** Lists where the options of `from` differ from what was saved. */
export function differencesFrom(state: ReplayState, options: RestoreOptions<Schema>): readonly Difference[] {
  return (['strategy', 'newPriority', 'capacity'] as const).flatMap((option) => {
    const taken = options[option];
    const saved = state[option];
    return taken === undefined || JSON.stringify(taken) === JSON.stringify(saved)
      ? []
      : [{ option, saved, taken }];
  });
}

/** The fields in an order that does not matter. */
function describe(schema: Schema): string {
  return Object.keys(schema)
    .sort()
    .map((name) => `${name}: ${schema[name]!.dtype}[${schema[name]!.shape}]`)
    .join(', ');
}
