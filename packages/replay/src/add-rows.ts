import type { ColumnView } from './column-view.js';
import type { MemoryCore } from './memory-core.js';

/** Rows that are placed and copied in one go. */
const CHUNK = 256;

const rows: Int32Array = new Int32Array(CHUNK);
const slots: Int32Array = new Int32Array(CHUNK);

/**
 * Adds the rows from `from` to `to` of columns that were looked at before.
 *
 * @param initial - the weight of each, where there are no priorities.
 * @param largest - the same if it is the largest weight there is; else NaN.
 */
export function addRows(
  core: MemoryCore,
  views: readonly ColumnView[],
  from: number,
  to: number,
  initial: number,
  largest: number,
  priorities: Float32Array | undefined,
): void {
  for (let first = from; first < to; first += CHUNK) {
    const count = Math.min(CHUNK, to - first);
    const used =
      core.policy === undefined
        ? append(core, first, count)
        : place(core, views, first, count, initial, priorities);
    weigh(core, used, initial, priorities);
    if (core.policy === undefined) core.priorities.appended(used, largest);
    else core.kernel.update(slots, used);
    for (let field = 0; field < views.length; field += 1)
      core.kernel.records.write(views[field]!, rows, slots, used);
    core.changed.mark(slots, used);
    core.changedIds.mark(slots, used);
    file(core, views, used);
  }
}

/** In a ring: the rows go to the next slots, side by side. */
function append(core: MemoryCore, first: number, count: number): number {
  for (let at = 0; at < count; at += 1) {
    slots[at] = core.order.append();
    rows[at] = first + at;
  }
  return count;
}

/** Elsewhere: each row goes to a free slot, or where the policy says, or nowhere. */
function place(
  core: MemoryCore,
  views: readonly ColumnView[],
  first: number,
  count: number,
  initial: number,
  priorities: Float32Array | undefined,
): number {
  const { order, policyField } = core;
  const policy = core.policy!;
  const { weights } = core.kernel.tree;
  const column = policyField === undefined ? undefined : views[core.layout.fields.indexOf(policyField)]!;
  const groups = policyField === undefined ? undefined : core.groupsBy(policyField.name);
  let used = 0;
  for (let at = 0; at < count; at += 1) {
    const value = column === undefined ? 0 : column.source[column.start + first + at]!;
    policy.offered(value);
    const slot = order.size < core.capacity ? order.size : policy.victim(value);
    if (slot < 0) {
      order.nextId += 1;
      continue;
    }
    order.place(slot);
    groups?.set(slot, value);
    slots[used] = slot;
    rows[used] = first + at;
    // The policy that goes by weights must know this one before it is asked again.
    weights[slot] = priorities === undefined ? initial : core.priorities.weightOf(priorities[first + at]!);
    policy.changed(slots, used, used + 1);
    used += 1;
  }
  return used;
}

function weigh(core: MemoryCore, count: number, initial: number, priorities: Float32Array | undefined): void {
  const { tree, timesDrawn } = core.kernel;
  const { weights } = tree;
  for (let at = 0; at < count; at += 1) {
    const slot = slots[at]!;
    timesDrawn[slot] = 0;
    weights[slot] = priorities === undefined ? initial : core.priorities.weightOf(priorities[rows[at]!]!);
  }
}

/** Files the new rows in the indices that there are. */
function file(core: MemoryCore, views: readonly ColumnView[], count: number): void {
  if (core.groups.size > 0)
    for (const [name, groups] of core.groups) {
      if (name === core.policyField?.name) continue;
      const column = views[core.layout.fields.findIndex((field) => field.name === name)]!;
      for (let at = 0; at < count; at += 1) groups.set(slots[at]!, column.source[column.start + rows[at]!]!);
    }
  for (let index = 0; index < core.recencies.length; index += 1) core.recencies[index]!.update(slots, count);
}
