import type { Revalued } from '../eviction/policy.js';
import type { AnyArray } from '../records/dtypes.js';
import { FieldBytes } from '../records/field-bytes.js';
import type { MemoryCore } from './memory-core.js';

/**
 * Rewrites one field of every row in place, slot by slot, and updates the indices over it. O(rows).
 *
 * @returns how many rows are not as they were.
 */
export function replaceField(
  core: MemoryCore,
  name: string,
  update: (id: number, values: AnyArray) => void,
): number {
  const field = core.fieldOf(name);
  const { records } = core.kernel;
  const valuesOf = (): Float64Array =>
    Float64Array.from({ length: core.order.size }, (_, slot) => core.valueAt(field, slot));
  const before = core.policyField === field ? valuesOf() : undefined;
  const row = new FieldBytes(field);
  const slots = new Int32Array(1);
  let changed = 0;
  try {
    for (let slot = 0; slot < core.order.size; slot += 1) {
      row.read(records, slot);
      update(core.order.idAt(slot), row.values);
      if (!row.write(records, slot)) continue;
      slots[0] = slot;
      core.changed.mark(slots, 1);
      changed += 1;
    }
  } finally {
    // Also where `update` throws: the rows before are rewritten then, and the indices are to be of what is there.
    const groups = core.groups.get(name);
    if (groups !== undefined && changed > 0) {
      groups.clear();
      core.fillGroups(name, groups);
    }
    if (before !== undefined && changed > 0) core.policy!.revalued(transitions(before, valuesOf()));
  }
  return changed;
}

/** Counts the rows that went from one value to another, or stayed with it. */
function transitions(before: Float64Array, after: Float64Array): readonly Revalued[] {
  const counts = new Map<number, Map<number, number>>();
  before.forEach((from, slot) => {
    const to = after[slot]!;
    const targets = counts.get(from) ?? new Map<number, number>();
    counts.set(from, targets.set(to, (targets.get(to) ?? 0) + 1));
  });
  return [...counts].flatMap(([from, targets]) => [...targets].map(([to, rows]) => ({ from, to, rows })));
}
