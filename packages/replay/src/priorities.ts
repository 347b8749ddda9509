import { ReplayError } from './errors.js';
import type { JavaScriptKernel } from './kernels/javascript-kernel.js';
import { power } from './power.js';
import type { RowOrder } from './row-order.js';

/** The largest priority that there can be. */
const LARGEST = 3.4028234663852886e38;

/** From priorities to weights: the one place where epsilon and alpha come in. */
export class Priorities {
  readonly #kernel: JavaScriptKernel;
  readonly #order: RowOrder;
  alpha: number;
  epsilon: number;
  /** Rows appended to the ring whose weights the tree has not yet been told of. */
  #pending = 0;
  /** The weight of all pending rows if they came without priorities, or NaN. */
  #pendingWeight = Number.NaN;

  constructor(kernel: JavaScriptKernel, order: RowOrder, alpha: number, epsilon: number) {
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

  /** The weight of one priority, `(priority + epsilon)^alpha` as a float32 that is 0 only if the sum is. */
  weightOf(priority: number): number {
    const sum = Math.fround(Math.min(priority + this.epsilon, LARGEST));
    return sum === 0 ? 0 : Math.fround(Math.max(2 ** -126, Math.min(LARGEST, power(sum, this.alpha))));
  }

  /** The priority of which `weight` is the weight, as far as it can be told. */
  priorityOf(weight: number): number {
    if (weight === 0) return 0;
    if (this.alpha === 0) return 1;
    return Math.max(0, power(weight, 1 / this.alpha) - this.epsilon);
  }

  /** Takes other powers; all weights follow. O(capacity) if alpha changes. */
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
        if (weights[slot]! > 0)
          weights[slot] = Math.min(LARGEST, Math.max(2 ** -126, power(weights[slot]!, exponent)));
      tree.rebuild(0, this.#order.capacity);
    }
    this.alpha = alpha;
    this.epsilon = epsilon;
  }

  /**
   * Says that `count` rows were appended to the ring, their weights written.
   *
   * @param largest - the weight of all of them, if it was the largest there was; else NaN.
   */
  appended(count: number, largest: number): void {
    this.#pendingWeight = this.#pending === 0 || this.#pendingWeight === largest ? largest : Number.NaN;
    this.#pending += count;
  }

  /** Tells the tree of the rows that were appended since it was last needed: they lie side by side. */
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
