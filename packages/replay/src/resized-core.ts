import { MemoryCore } from './memory-core.js';
import { takeSlot } from './remove-rows.js';

/**
 * Makes a core of another capacity with the rows of `core`, which is used up. Where it is smaller, rows leave as the
 * policy says: the oldest, random ones, those of the lowest priority, random ones of the largest value. O(capacity).
 */
export function resizedCore(core: MemoryCore, capacity: number): MemoryCore {
  core.priorities.flush();
  const { order } = core;
  if (core.policy !== undefined) while (order.size > capacity) takeSlot(core, core.policy.surplus());
  const size = Math.min(order.size, capacity);
  const start = (order.ring && order.size === core.capacity ? order.cursor : 0) + order.size - size;
  const resized = new MemoryCore({
    ...core.options,
    capacity,
    random: core.kernel.random.state(),
    alpha: core.priorities.alpha,
    epsilon: core.priorities.epsilon,
    policy: core.policy?.state() ?? null,
  });
  const from = core.kernel;
  const to = resized.kernel;
  const { stride } = core.layout;
  if (order.ids !== undefined) resized.order.ids = new Float64Array(capacity);
  // In order of arrival in a ring, slot by slot elsewhere.
  for (let slot = 0; slot < size; slot += 1) {
    const source = (start + slot) % core.capacity;
    to.records.bytes.set(from.records.bytes.subarray(source * stride, (source + 1) * stride), slot * stride);
    to.timesDrawn[slot] = from.timesDrawn[source]!;
    to.tree.weights[slot] = from.tree.weights[source]!;
    if (order.ids !== undefined) resized.order.ids![slot] = order.ids[source]!;
  }
  resized.order.size = size;
  resized.order.cursor = size % capacity;
  resized.order.nextId = order.nextId;
  resized.order.reindex();
  to.tree.rebuild(0, capacity);
  for (const field of core.groups.keys()) {
    const groups = resized.groupsBy(field);
    groups.clear();
    resized.fillGroups(field, groups);
  }
  return resized;
}
