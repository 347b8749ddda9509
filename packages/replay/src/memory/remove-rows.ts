import type { MemoryCore } from './memory-core.js';

/**
 * Takes rows out. Where rows have no order, the last row moves into the place of each, O(log capacity); in a ring all
 * rows close up once, O(rows), and ids are stored from then on (8 bytes a row).
 *
 * @returns how many of the ids were in the memory.
 */
export function removeRows(core: MemoryCore, ids: Iterable<number>): number {
  core.priorities.flush();
  const removed = core.order.ring ? closeUp(core, new Set(ids)) : takeOut(core, ids);
  if (removed === 0) return 0;
  core.changed.markAll();
  core.changedIds.markAll();
  for (const index of core.recencies) index.refresh();
  return removed;
}

/** Elsewhere: the last row moves into the hole. */
function takeOut(core: MemoryCore, ids: Iterable<number>): number {
  let removed = 0;
  for (const id of ids) {
    const slot = core.order.slotOf(id);
    if (slot < 0) continue;
    takeSlot(core, slot);
    removed += 1;
  }
  return removed;
}

/** Takes the row in `slot` out of a memory without order. */
export function takeSlot(core: MemoryCore, slot: number): void {
  const { records, timesDrawn, tree } = core.kernel;
  const last = core.order.size - 1;
  for (const groups of core.groups.values()) {
    const value = groups.groupOf(last)!.value;
    groups.delete(slot);
    if (slot === last) continue;
    groups.delete(last);
    groups.set(slot, value);
  }
  records.move(last, slot);
  timesDrawn[slot] = timesDrawn[last]!;
  tree.weights[slot] = tree.weights[last]!;
  tree.weights[last] = 0;
  core.order.takeOut(slot);
  tree.rebuild(slot, slot + 1);
  tree.rebuild(last, last + 1);
  core.policy?.changed(Int32Array.of(slot, last), 0, 2);
}

/** In a ring: rows are turned until the oldest is in slot 0, then close up over those that leave. */
function closeUp(core: MemoryCore, ids: ReadonlySet<number>): number {
  const { order } = core;
  const leaving = new Set<number>();
  for (const id of ids) {
    const slot = order.slotOf(id);
    if (slot >= 0) leaving.add(id);
  }
  if (leaving.size === 0) return 0;
  const { records, timesDrawn, tree } = core.kernel;
  const { size } = order;
  const start = size === core.capacity ? order.cursor : 0;
  const idsInOrder = Float64Array.from({ length: size }, (_, age) =>
    order.idAt((start + age) % core.capacity),
  );
  if (start > 0) {
    // Turned by three reversals, so that no second copy of the rows is needed.
    for (const [from, to] of [
      [0, start],
      [start, size],
      [0, size],
    ] as const) {
      records.reverse(from, to);
      timesDrawn.subarray(from, to).reverse();
      tree.weights.subarray(from, to).reverse();
    }
  }
  const kept = new Float64Array(core.capacity);
  let to = 0;
  for (let from = 0; from < size; from += 1) {
    if (leaving.has(idsInOrder[from]!)) continue;
    if (from !== to) {
      records.move(from, to);
      timesDrawn[to] = timesDrawn[from]!;
      tree.weights[to] = tree.weights[from]!;
    }
    kept[to] = idsInOrder[from]!;
    to += 1;
  }
  tree.weights.fill(0, to, size);
  tree.rebuild(0, core.capacity);
  order.ids = kept;
  order.size = to;
  order.cursor = to;
  for (const [field, groups] of core.groups) {
    groups.clear();
    core.fillGroups(field, groups);
  }
  return leaving.size;
}
