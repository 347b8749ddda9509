import type { ColumnView } from '../records/column-view.js';
import type { MemoryCore } from './memory-core.js';

/** Rows that are placed and copied in one go. */
const CHUNK = 256;

/** Adds rows to a core, in chunks. */
export class RowAdder {
  readonly #core: MemoryCore;
  /** The rows of a chunk that are remembered, and the slots that they go to. */
  readonly #rows: Int32Array = new Int32Array(CHUNK);
  readonly #slots: Int32Array = new Int32Array(CHUNK);

  constructor(core: MemoryCore) {
    this.#core = core;
  }

  /**
   * Adds the rows from `from` to `to` of columns that were checked before.
   *
   * @param initial - the weight of each, where there are no priorities.
   * @param largest - the same if it is the largest weight there is; else NaN.
   */
  add(
    views: readonly ColumnView[],
    from: number,
    to: number,
    initial: number,
    largest: number,
    priorities: Float32Array | undefined,
  ): void {
    const core = this.#core;
    const rows = this.#rows;
    const slots = this.#slots;
    for (let chunk = from; chunk < to; chunk += CHUNK) {
      const count = Math.min(CHUNK, to - chunk);
      const used =
        core.policy === undefined
          ? this.#append(chunk, count)
          : this.#place(views, chunk, count, initial, priorities);
      this.#weigh(used, initial, priorities);
      if (core.policy === undefined) core.priorities.appended(used, largest);
      else core.kernel.update(slots, used);
      for (let field = 0; field < views.length; field += 1)
        core.kernel.records.write(views[field]!, rows, slots, used);
      core.changed.mark(slots, used);
      core.changedIds.mark(slots, used);
      this.#index(views, used);
    }
  }

  /** In a ring: the rows go to the next slots, side by side. */
  #append(chunk: number, count: number): number {
    const { order } = this.#core;
    for (let at = 0; at < count; at += 1) {
      this.#slots[at] = order.append();
      this.#rows[at] = chunk + at;
    }
    return count;
  }

  /** Elsewhere: each row goes to a free slot, or where the policy says, or nowhere. */
  #place(
    views: readonly ColumnView[],
    chunk: number,
    count: number,
    initial: number,
    priorities: Float32Array | undefined,
  ): number {
    const core = this.#core;
    const { order, policyField } = core;
    const policy = core.policy!;
    const { weights } = core.kernel.tree;
    const column = policyField === undefined ? undefined : views[core.layout.fields.indexOf(policyField)]!;
    const groups = policyField === undefined ? undefined : core.groupsBy(policyField.name);
    let used = 0;
    for (let at = 0; at < count; at += 1) {
      const value = column === undefined ? 0 : column.source[column.start + chunk + at]!;
      policy.offered(value);
      const slot = order.size < core.capacity ? order.size : policy.victim(value);
      if (slot < 0) {
        order.nextId += 1;
        continue;
      }
      order.place(slot);
      groups?.set(slot, value);
      this.#slots[used] = slot;
      this.#rows[used] = chunk + at;
      // The policy that goes by weights must know this one before it is asked again.
      weights[slot] = priorities === undefined ? initial : core.priorities.weightOf(priorities[chunk + at]!);
      policy.changed(this.#slots, used, used + 1);
      used += 1;
    }
    return used;
  }

  #weigh(count: number, initial: number, priorities: Float32Array | undefined): void {
    const core = this.#core;
    const { tree, timesDrawn } = core.kernel;
    const { weights } = tree;
    for (let at = 0; at < count; at += 1) {
      const slot = this.#slots[at]!;
      timesDrawn[slot] = 0;
      weights[slot] =
        priorities === undefined ? initial : core.priorities.weightOf(priorities[this.#rows[at]!]!);
    }
  }

  /** Adds the new rows to the indices that there are. */
  #index(views: readonly ColumnView[], count: number): void {
    const core = this.#core;
    if (core.groups.size > 0)
      for (const [name, groups] of core.groups) {
        if (name === core.policyField?.name) continue;
        const column = views[core.layout.fields.findIndex((field) => field.name === name)]!;
        for (let at = 0; at < count; at += 1)
          groups.set(this.#slots[at]!, column.source[column.start + this.#rows[at]!]!);
      }
    for (let index = 0; index < core.recencies.length; index += 1)
      core.recencies[index]!.update(this.#slots, count);
  }
}
