import { ReplayError } from '../replay-error.js';

/** The slots whose rows have one value of the field. */
export type SlotGroup = { readonly value: number; slots: Uint32Array; count: number; place: number };

/** The groups as plain data, in their order. */
export type SlotGroupsState = readonly { readonly value: number; readonly slots: Uint32Array }[];

/**
 * The rows grouped by the value of one field, kept up to date row by row: O(1) each. A group that becomes empty is
 * gone. About 16 bytes a row.
 */
export class SlotGroups {
  /** The groups that have rows. Their order, like that of the slots within, is part of the state: draws depend on it. */
  readonly groups: SlotGroup[] = [];
  readonly #byValue: Map<number, SlotGroup> = new Map();
  readonly #groupOf: (SlotGroup | undefined)[];
  readonly #position: Uint32Array;

  constructor(capacity: number) {
    this.#groupOf = new Array<SlotGroup | undefined>(capacity).fill(undefined);
    this.#position = new Uint32Array(capacity);
  }

  /**
   * Restores the groups from `state()`.
   *
   * @param valueAt - returns the value of the row in a slot, to see that the groups are of these rows.
   * @param size - rows in use: each must be in one group.
   * @throws ReplayError `STATE` if they are not.
   */
  static from(
    state: unknown,
    field: string,
    capacity: number,
    size: number,
    valueAt: (slot: number) => number,
  ): SlotGroups {
    const groups = new SlotGroups(capacity);
    const fail = (reason: string): Error => new ReplayError('STATE', `the groups by ${field} ${reason}`);
    if (!Array.isArray(state)) throw fail(`are ${String(state)}, wanted a list`);
    let rows = 0;
    for (const group of state as readonly Partial<SlotGroupsState[number]>[]) {
      const { value, slots } = group ?? {};
      if (typeof value !== 'number' || !(slots instanceof Uint32Array) || slots.length === 0)
        throw fail('hold one without a value or without slots');
      if (groups.get(value) !== undefined) throw fail(`hold two of the value ${value}`);
      for (const slot of slots) {
        if (slot >= size || groups.groupOf(slot) !== undefined || !isSame(valueAt(slot), value))
          throw fail(`have slot ${slot} among those of ${value}, where it is not: the state is damaged`);
        groups.set(slot, value);
      }
      rows += slots.length;
    }
    if (rows !== size) throw fail(`hold ${rows} rows of ${size}`);
    return groups;
  }

  /** The groups, their slots as views that the next change makes invalid. */
  state(): SlotGroupsState {
    return this.groups.map(({ value, slots, count }) => ({ value, slots: slots.subarray(0, count) }));
  }

  /** Returns the group of the row in `slot`. */
  groupOf(slot: number): SlotGroup | undefined {
    return this.#groupOf[slot];
  }

  /** Returns the group of the rows that have `value`. */
  get(value: number): SlotGroup | undefined {
    return this.#byValue.get(value);
  }

  /** Returns the group with the most rows, the first of several. O(groups). */
  largest(): SlotGroup {
    let largest = this.groups[0]!;
    for (const group of this.groups) if (group.count > largest.count) largest = group;
    return largest;
  }

  /** Notes that the row in `slot` now has `value`. */
  set(slot: number, value: number): void {
    const before = this.#groupOf[slot];
    let group = this.#byValue.get(value);
    // Also where the value is the same: a new row takes the place of an old one and must be where a new row would be.
    if (before !== undefined) {
      if (before === group && group.count === 1) return;
      this.delete(slot);
      group = this.#byValue.get(value);
    }
    if (group === undefined) {
      group = { value, slots: new Uint32Array(8), count: 0, place: this.groups.length };
      this.groups.push(group);
      this.#byValue.set(value, group);
    }
    if (group.count === group.slots.length) group.slots = resized(group, group.count * 2);
    group.slots[group.count] = slot;
    this.#position[slot] = group.count;
    group.count += 1;
    this.#groupOf[slot] = group;
  }

  /** Empties all slots. */
  clear(): void {
    this.groups.length = 0;
    this.#byValue.clear();
    this.#groupOf.fill(undefined);
  }

  /** Empties `slot`. */
  delete(slot: number): void {
    const group = this.#groupOf[slot];
    if (group === undefined) return;
    this.#groupOf[slot] = undefined;
    group.count -= 1;
    const last = group.slots[group.count]!;
    const position = this.#position[slot]!;
    group.slots[position] = last;
    this.#position[last] = position;
    if (group.count === 0) {
      this.#byValue.delete(group.value);
      const lastGroup = this.groups.pop()!;
      if (lastGroup !== group) {
        this.groups[group.place] = lastGroup;
        lastGroup.place = group.place;
      }
    } else if (group.count * 4 < group.slots.length && group.slots.length > 8)
      group.slots = resized(group, group.count * 2);
  }
}

function resized(group: SlotGroup, length: number): Uint32Array {
  const slots = new Uint32Array(Math.max(8, length));
  slots.set(group.slots.subarray(0, group.count));
  return slots;
}

/** Equal as keys of a Map are: a NaN is itself, 0 is -0. */
function isSame(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}
