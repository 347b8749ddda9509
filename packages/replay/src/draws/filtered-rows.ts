import type { MemoryCore } from '../memory/memory-core.js';
import type { Balanced, Prioritized, Recency, Where } from '../strategies/strategy.js';
import { exp2 } from './power.js';
import type { SlotGroups } from './slot-groups.js';

/** What is drawn by weights; a uniform draw needs none. */
type Weighted = Prioritized | Recency | Balanced;

/**
 * The rows that `where` lets through, looked at for one draw. O(rows that are let through), and nothing is kept that would
 * have to follow the rows.
 */
export class FilteredRows {
  readonly #core: MemoryCore;
  #slots: Int32Array = new Int32Array(64);
  /** Weights up to and with each of the rows. */
  #sums: Float64Array = new Float64Array(64);
  #count = 0;
  /** The newest id among them, from which ages are counted. */
  #newest = 0;
  /** The least weight above 0. */
  #least = 0;
  /** Where the rows of each value begin that `balanced` goes by, and where the last ones end. */
  readonly #starts: number[] = [];
  /** How many rows of each value of `balanced` there are, by the place of its group. */
  readonly #rowsAt: number[] = [];

  constructor(core: MemoryCore) {
    this.#core = core;
  }

  /** The sum of all weights; 0 if all of them are 0. */
  get total(): number {
    return this.#count === 0 ? 0 : this.#sums[this.#count - 1]!;
  }

  /** The least probability of any of the rows. */
  get least(): number {
    return this.#least / this.total;
  }

  /** Tells whether the row in `slot` is let through. */
  matches({ field, is, not }: Where, slot: number): boolean {
    const groups = this.#core.groupsBy(field);
    return (groups.groupOf(slot) === groups.get(is ?? not!)) === (is !== undefined);
  }

  /** Returns how many rows are let through; all without a filter. */
  available(where: Where | undefined): number {
    const { order } = this.#core;
    if (where === undefined) return order.size;
    const { field, is, not } = where;
    const groups = this.#core.groupsBy(field);
    return is === undefined ? order.size - (groups.get(not!)?.count ?? 0) : (groups.get(is)?.count ?? 0);
  }

  /** Replaces numbers among the rows that are let through, in the kernel's `slots[from..to)`, by these rows' slots. */
  find({ field, is, not }: Where, from: number, to: number): void {
    const { slots } = this.#core.kernel;
    const groups = this.#core.groupsBy(field);
    const only = is === undefined ? undefined : groups.get(is);
    const but = not === undefined ? undefined : groups.get(not);
    for (let at = from; at < to; at += 1) {
      let index = slots[at]!;
      let group = only ?? groups.groups[0]!;
      for (let next = 1; only === undefined && (group === but || index >= group.count); next += 1) {
        if (group !== but) index -= group.count;
        group = groups.groups[next]!;
      }
      slots[at] = group.slots[index]!;
    }
  }

  /** Looks at the rows as they are now. */
  gather(strategy: Weighted, where: Where): void {
    this.#count = 0;
    this.#newest = 0;
    if (strategy.kind === 'balanced') this.#gatherByValue(this.#core.groupsBy(strategy.by), where);
    else this.#gatherAll(where);
    if (strategy.kind === 'recency')
      for (let at = 0; at < this.#count; at += 1)
        this.#newest = Math.max(this.#newest, this.#core.order.idAt(this.#slots[at]!));
    let sum = 0;
    this.#least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#count; at += 1) {
      const weight = this.weightOf(strategy, this.#slots[at]!);
      if (weight > 0 && weight < this.#least) this.#least = weight;
      sum += weight;
      this.#sums[at] = sum;
    }
  }

  /** The weight of a row that is let through, as far as the last `gather` goes. */
  weightOf(strategy: Weighted, slot: number): number {
    const { kernel, order, groups } = this.#core;
    if (strategy.kind === 'prioritized') return kernel.tree.weights[slot]!;
    if (strategy.kind === 'recency') return exp2((order.idAt(slot) - this.#newest) / strategy.halfLife);
    return 1 / this.#rowsAt[groups.get(strategy.by)!.groupOf(slot)!.place]!;
  }

  /** Draws `slots[from..to)` of the kernel. The total must be above 0. */
  draw(strategy: Weighted, from: number, to: number): void {
    const { random, slots } = this.#core.kernel;
    const starts = this.#starts;
    const offset = strategy.kind === 'balanced' ? random.float() : 0;
    const step = (strategy.kind === 'balanced' ? starts.length - 1 : this.total) / (to - from);
    for (let at = from; at < to; at += 1)
      if (strategy.kind === 'balanced') {
        // As without a filter: values in steps of equal width, and any of the value's rows.
        const value = Math.min(starts.length - 2, Math.floor((at - from + offset) * step));
        slots[at] = this.#slots[starts[value]! + random.below(starts[value + 1]! - starts[value]!)]!;
      } else {
        const stratified = strategy.kind === 'prioritized' && strategy.stratified;
        slots[at] = this.#below(
          stratified ? (at - from + random.float()) * step : random.float() * this.total,
        );
      }
  }

  /** Returns the slot below whose sum the mass lies; never one of weight 0. */
  #below(mass: number): number {
    const sums = this.#sums;
    let low = 0;
    // Rounding may have led to the total itself: the last row that adds to it.
    const wanted = Math.min(mass, this.total);
    for (let high = this.#count - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > wanted || sums[middle] === this.total) high = middle;
      else low = middle + 1;
    }
    return this.#slots[low]!;
  }

  #gatherAll({ field, is, not }: Where): void {
    const { groups } = this.#core.groupsBy(field);
    for (let group = 0; group < groups.length; group += 1) {
      const { value, slots, count } = groups[group]!;
      if (is === undefined ? value === not : value !== is) continue;
      for (let at = 0; at < count; at += 1) this.#push(slots[at]!);
    }
  }

  #gatherByValue({ groups }: SlotGroups, where: Where): void {
    this.#starts.length = 0;
    this.#rowsAt.length = groups.length;
    for (let group = 0; group < groups.length; group += 1) {
      const { slots, count } = groups[group]!;
      const start = this.#count;
      for (let at = 0; at < count; at += 1) if (this.matches(where, slots[at]!)) this.#push(slots[at]!);
      this.#rowsAt[group] = this.#count - start;
      if (this.#count > start) this.#starts.push(start);
    }
    this.#starts.push(this.#count);
  }

  #push(slot: number): void {
    if (this.#count === this.#slots.length) {
      const [slots, sums] = [this.#slots, this.#sums];
      this.#slots = new Int32Array(2 * slots.length);
      this.#slots.set(slots);
      this.#sums = new Float64Array(2 * sums.length);
      this.#sums.set(sums);
    }
    this.#slots[this.#count] = slot;
    this.#count += 1;
  }
}
