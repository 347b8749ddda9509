import { Random, type StateArray, type StateReader, type StateTree } from '@graph/core';
import { fieldOf } from '../eviction/create-policy.js';
import type { Eviction } from '../eviction/eviction.js';
import type { KernelChoice } from '../kernels/create-kernel.js';
import { MemoryCore } from '../memory/memory-core.js';
import type { RecordLayout } from '../records/record-layout.js';

/**
 * Restores a core.
 *
 * @param reader - of `tree`.
 * @throws ReplayError `STATE` if something of it is missing or does not fit; `OPTION` if it cannot run here.
 */
export function restoredCore(
  reader: StateReader,
  tree: StateTree,
  layout: RecordLayout,
  options: { readonly kernel: KernelChoice; readonly shared: boolean },
): MemoryCore {
  const capacity = reader.count('capacity', 1, 2 ** 31 - 1);
  const size = reader.count('size', 0, capacity);
  const cursor = reader.count('cursor', 0, capacity - 1);
  const nextId = reader.count('nextId', size);
  const eviction = reader.restore('eviction', (saved: Eviction) => {
    const field = fieldOf(saved, layout);
    return field === undefined ? { ...saved } : { ...saved, by: field.name };
  });
  const random = reader.restore('random', Random.from).state();
  const alpha = reader.number('alpha', 0, 8);
  const epsilon = reader.number('epsilon', 0, 1);
  // Not copied by the reader: they may be larger than what is left of the machine.
  const records = arrayOf(reader, tree, 'records', Uint8Array, size * layout.stride);
  const weights = arrayOf(reader, tree, 'weights', Float32Array, size);
  const timesDrawn = arrayOf(reader, tree, 'timesDrawn', Uint16Array, size);
  for (const weight of weights)
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw reader.error('weights', 'finite numbers ≥ 0');
  const isRing = eviction.kind === 'fifo';
  if (isRing && size < capacity && cursor !== size)
    throw reader.error('cursor', `${size}, where the next row goes`);
  if (tree['ids'] === undefined || (tree['ids'] === null && !isRing))
    throw reader.error('ids', 'a Float64Array');
  const ids = tree['ids'] === null ? undefined : arrayOf(reader, tree, 'ids', Float64Array, size);
  if (ids !== undefined && !areIds(ids, isRing && size === capacity ? cursor : 0, nextId, isRing))
    throw reader.error('ids', `whole numbers below ${nextId}, each once${isRing ? ', ascending' : ''}`);
  if (eviction.kind !== 'balancedReservoir' && tree['policy'] !== null) throw reader.error('policy', 'null');
  const groups = reader.tree('groups');
  const by = fieldOf(eviction, layout)?.name;
  if (by !== undefined && groups[by] === undefined)
    throw reader.error('groups', `those by ${by}, which the eviction needs`);
  return new MemoryCore(
    { layout, capacity, eviction, random, alpha, epsilon, ...options },
    {
      fill(kernel, order) {
        kernel.records.bytes.set(records);
        kernel.tree.weights.set(weights);
        kernel.timesDrawn.set(timesDrawn);
        order.size = size;
        order.cursor = cursor;
        order.nextId = nextId;
        if (ids === undefined) return;
        order.ids = new Float64Array(capacity);
        order.ids.set(ids);
      },
      groups,
      policy: eviction.kind === 'balancedReservoir' ? reader.tree('policy') : undefined,
    },
  );
}

function arrayOf<A extends StateArray>(
  reader: StateReader,
  tree: StateTree,
  key: string,
  type: { readonly name: string; new (length: number): A },
  length: number,
): A {
  const value = tree[key];
  if (value instanceof type && value.length === length) return value;
  throw reader.error(key, `a ${type.name} of ${length}`);
}

/** Tells whether these are ids of rows that have come, each once; in a ring ascending from `start` on. */
function areIds(ids: Float64Array, start: number, nextId: number, isRing: boolean): boolean {
  let last = -1;
  const sorted = isRing ? ids : ids.toSorted();
  for (let at = 0; at < sorted.length; at += 1) {
    const id = sorted[isRing ? (start + at) % ids.length : at]!;
    if (!(Number.isInteger(id) && id > last && id < nextId)) return false;
    last = id;
  }
  return true;
}
