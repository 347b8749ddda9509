import type { Kernel } from '../kernels/kernel.js';
import type { RowOrder } from '../records/row-order.js';
import { ReplayError } from '../replay-error.js';
import { power } from './power.js';
import { LARGEST, raised, weightOf } from './weight-of.js';

/** From priorities to weights: the one place where epsilon and alpha come in. */
export class Priorities {
  readonly #kernel: Kernel;
  readonly #order: RowOrder;
  alpha: number;
  epsilon: number;
  /** Rows appended to the ring whose weights the tree has not yet been told of. */
  #pending = 0;
  /** The weight of all pending rows if they came without priorities, or NaN. */
  #pendingWeight = Number.NaN;

  constructor(kernel: Kernel, order: RowOrder, alpha: number, epsilon: number) {
    this.#kernel = kernel;
    this.#order = order;
    this.alpha = alpha;
    this.epsilon = epsilon;
  }

  /** The weight of a row that comes without a priority. */
  initialWeight(newPriority: 'max' | number): number {
    if (newPriority === 'max') {
      // Pending rows that all got the largest weight there was: it is still the largest.
      if (this.#pending > 0 && !Number.isNaN(this.#pendingWeight)) return this.#pendingWeight;
      this.flush();
      return this.#kernel.tree.maximum > 0 ? this.#kernel.tree.maximum : 1;
    }
    return this.weightOf(newPriority);
  }

  /** The weight of one priority, as a float32. */
  weightOf(priority: number): number {
    return Math.fround(weightOf(priority, this.alpha, this.epsilon));
  }

  /**
   * Gives rows new priorities and tells the tree. Of one id twice the last wins; ids that are not here are passed over.
   *
   * @param slots - what `changedSlots(count)` of the kernel returned: filled with the slots of the rows that are here.
   * @returns how many are here.
   */
  give(ids: Float64Array, priorities: Float32Array, count: number, slots: Int32Array): number {
    this.flush();
    const kernel = this.#kernel;
    const fresh = kernel.weightsOf(priorities, count, this.alpha, this.epsilon);
    const { weights } = kernel.tree;
    this.#order.findSlots(ids, count, slots);
    let used = 0;
    for (let at = 0; at < count; at += 1) {
      const slot = slots[at]!;
      if (slot < 0) continue;
      weights[slot] = fresh[at]!;
      slots[used++] = slot;
    }
    kernel.update(slots, used);
    return used;
  }

  /** The priority of which `weight` is the weight, as far as it can be told. */
  priorityOf(weight: number): number {
    if (weight === 0) return 0;
    if (this.alpha === 0) return 1;
    return Math.max(0, power(weight, 1 / this.alpha) - this.epsilon);
  }

  /** Sets other powers; all weights follow. O(capacity) if alpha changes. */
  setPowers(alpha: number, epsilon: number): void {
    if (alpha !== this.alpha) {
      if (this.alpha === 0)
        throw new ReplayError(
          'STRATEGY',
          `alpha was 0, which keeps nothing of the priorities, so it cannot become ${alpha}: make a new memory`,
        );
      this.flush();
      const { tree } = this.#kernel;
      const { weights } = tree;
      const exponent = alpha / this.alpha;
      for (let slot = 0; slot < this.#order.size; slot += 1)
        if (weights[slot]! > 0) weights[slot] = raised(weights[slot]!, exponent);
      tree.rebuild(0, this.#order.capacity);
    }
    this.alpha = alpha;
    this.epsilon = epsilon;
  }

  /**
   * Notes that `count` rows were appended to the ring, their weights written.
   *
   * @param largest - the weight of all of them, if it was the largest there was; else NaN.
   */
  appended(count: number, largest: number): void {
    this.#pendingWeight = this.#pending === 0 || this.#pendingWeight === largest ? largest : Number.NaN;
    this.#pending += count;
  }

  /** Updates the tree for the rows that were appended since it was last needed: they lie side by side. */
  flush(): void {
    const pending = this.#pending;
    if (pending === 0) return;
    const { tree } = this.#kernel;
    const { cursor, capacity } = this.#order;
    const from = cursor - pending;
    if (pending >= capacity) tree.rebuild(0, capacity);
    else {
      tree.rebuild(Math.max(0, from), cursor);
      if (from < 0) tree.rebuild(capacity + from, capacity);
    }
    this.#pending = 0;
  }
}

/** @throws ReplayError `PRIORITY` unless the priorities from `from` to `to` are finite and not negative. */
export function checkPriorities(priorities: Float32Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1) {
    const priority = priorities[at]!;
    if (!(priority >= 0 && priority <= LARGEST))
      throw new ReplayError(
        'PRIORITY',
        `the priority of row ${at} is ${priority}, wanted a finite number ≥ 0: look at the loss that it comes from`,
      );
  }
}
