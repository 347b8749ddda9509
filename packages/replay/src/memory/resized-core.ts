import { MemoryCore } from './memory-core.js';
import { takeSlot } from './remove-rows.js';

/**
 * Makes a core of another capacity with the rows of `core`, which is used up. Where it is smaller, rows leave as the
 * policy says: the oldest, random ones, those of the lowest priority, random ones of the largest value. O(capacity).
 */
export function resizedCore(core: MemoryCore, capacity: number): MemoryCore {
  core.priorities.flush();
  const { order, kernel: from } = core;
  if (core.policy !== undefined) while (order.size > capacity) takeSlot(core, core.policy.surplus());
  const size = Math.min(order.size, capacity);
  const start = (order.ring && order.size === core.capacity ? order.cursor : 0) + order.size - size;
  const { stride } = core.layout;
  const { alpha, epsilon } = core.priorities;
  const random = from.random.state();
  const resized = new MemoryCore(
    { ...core.options, capacity, random, alpha, epsilon },
    {
      fill(to, resizedOrder) {
        if (order.ids !== undefined) resizedOrder.ids = new Float64Array(capacity);
        // In order of arrival in a ring, slot by slot elsewhere.
        for (let slot = 0; slot < size; slot += 1) {
          const source = (start + slot) % core.capacity;
          const record = from.records.bytes.subarray(source * stride, (source + 1) * stride);
          to.records.bytes.set(record, slot * stride);
          to.timesDrawn[slot] = from.timesDrawn[source]!;
          to.tree.weights[slot] = from.tree.weights[source]!;
          if (order.ids !== undefined) resizedOrder.ids![slot] = order.ids[source]!;
        }
        resizedOrder.size = size;
        resizedOrder.cursor = size % capacity;
        resizedOrder.nextId = order.nextId;
      },
      // Made anew from the rows.
      groups: {},
      policy: core.policy?.state() ?? undefined,
    },
  );
  for (const field of core.groups.keys()) resized.groupsBy(field);
  return resized;
}
