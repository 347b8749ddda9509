import type { RandomState } from '@graph/random';
import { type Allocate, allocateSeparately } from '../allocate.js';
import type { ColumnView } from '../column-view.js';
import { power } from '../power.js';
import type { RecordLayout } from '../record-layout.js';
import { RecordStore } from '../record-store.js';
import { SumTree } from '../sum-tree.js';
import { WordRandom } from './word-random.js';

/** What a kernel works on. */
export type KernelOptions = {
  readonly layout: RecordLayout;
  readonly capacity: number;
  readonly random: RandomState;
};

/** Stores that do not fit into the nearer caches are touched before rows are copied. */
const TOUCH_FROM = 2 ** 18;
const LARGEST = 3.4028234663852886e38;
const SMALLEST = 2 ** -126;
/** Importance weights stay where a power of them is above 0 and finite. */
const LEAST_RATIO = 2 ** -100;

/**
 * The storage of a memory and the loops over the rows of one batch, in JavaScript: what every other kernel must give
 * bit for bit.
 */
export class JavaScriptKernel {
  readonly name: string = 'javascript';
  readonly records: RecordStore;
  readonly tree: SumTree;
  /** How often the row in each slot was drawn, at most 65,535. */
  readonly timesDrawn: Uint16Array;
  readonly random: WordRandom;
  /** The slots of the rows drawn. */
  slots: Int32Array = new Int32Array(0);
  /** Masses to look for in a tree, then the probability of each row drawn. */
  exact: Float64Array = new Float64Array(0);
  /**
   * What `importance` goes by: the least probability (0 for the least in the batch), the limit of the ratio, beta. In an
   * array, since a number that is handed over is a small object.
   */
  readonly weighing: Float64Array = new Float64Array(3);
  protected seen: Int32Array = new Int32Array(0);
  #weights: Float32Array = new Float32Array(0);
  #changed: Int32Array = new Int32Array(0);

  constructor(options: KernelOptions, allocate: Allocate = allocateSeparately) {
    this.records = new RecordStore(options.layout, options.capacity, allocate);
    this.tree = new SumTree(options.capacity, allocate);
    this.timesDrawn = new Uint16Array(...allocate(2, options.capacity));
    this.random = new WordRandom(new Int32Array(...allocate(4, 4)), options.random);
  }

  /** Makes room for batches of `count` rows. */
  reserve(count: number): void {
    if (this.slots.length >= count) return;
    this.slots = new Int32Array(count);
    this.exact = new Float64Array(count);
    this.seen = new Int32Array(seenSize(count));
  }

  /** Draws `slots[from..to)` uniformly from the slots below `size`. */
  drawUniform(replacement: boolean, from: number, to: number, size: number): void {
    const { random, slots } = this;
    if (replacement) {
      for (let at = from; at < to; at += 1) slots[at] = random.below(size);
      return;
    }
    // Floyd's subset: to - from draws however full the memory is (Bentley and Floyd, CACM 1987, "A sample of brilliance").
    const seen = this.seen;
    const mask = seenSize(to - from) - 1;
    seen.fill(-1, 0, mask + 1);
    for (let at = from, bound = size - (to - from) + 1; at < to; at += 1, bound += 1) {
      let slot = random.below(bound);
      let probe = Math.imul(slot, 0x9e37_79b1) & mask;
      while (seen[probe] !== -1) {
        if (seen[probe] === slot) {
          // Drawn before: the last slot of the range takes its place; that one cannot have been drawn yet.
          slot = bound - 1;
          probe = Math.imul(slot, 0x9e37_79b1) & mask;
        } else probe = (probe + 1) & mask;
      }
      seen[probe] = slot;
      slots[at] = slot;
    }
  }

  /** Draws `slots[from..to)` by the weights of `tree`, whose total must be positive. */
  drawFromTree(tree: SumTree, stratified: boolean, from: number, to: number): void {
    const { random, exact } = this;
    const { total } = tree;
    const step = total / (to - from);
    if (stratified) for (let at = from; at < to; at += 1) exact[at] = (at - from + random.float()) * step;
    else for (let at = from; at < to; at += 1) exact[at] = random.float() * total;
    tree.find(exact, this.slots, from, to);
  }

  /** Adds the part's share of the probability by `tree` of each of the first `count` rows drawn. */
  addTree(tree: SumTree, part: { readonly share: number }, count: number): void {
    const { exact, slots } = this;
    const { weights } = tree;
    const scale = part.share / tree.total;
    for (let at = 0; at < count; at += 1) exact[at] = exact[at]! + weights[slots[at]!]! * scale;
  }

  /** Adds the part's share of an even probability over `size` rows to each of the first `count` rows drawn. */
  addEach(part: { readonly share: number }, size: number, count: number): void {
    const { exact } = this;
    const each = part.share / size;
    for (let at = 0; at < count; at += 1) exact[at] = exact[at]! + each;
  }

  /**
   * Writes the importance weights `(least / p)^beta`, which is `(N p)^-beta` divided by its largest value and so never
   * above 1, as `weighing` says. Without normalising, the least is 1 / N and the limit is not 1.
   */
  importance(count: number, weights: Float32Array): void {
    const { exact, weighing } = this;
    let least = weighing[0]!;
    const limit = weighing[1]!;
    const beta = weighing[2]!;
    if (least === 0) {
      least = exact[0]!;
      for (let at = 1; at < count; at += 1) if (exact[at]! < least) least = exact[at]!;
    }
    for (let at = 0; at < count; at += 1)
      weights[at] = power(Math.max(LEAST_RATIO, Math.min(limit, least / exact[at]!)), beta);
  }

  /** Returns `(priority + epsilon)^alpha` for the first `count` priorities, valid until the next call. */
  weightsOf(priorities: Float32Array, count: number, alpha: number, epsilon: number): Float32Array {
    if (this.#weights.length < count) this.#weights = new Float32Array(count);
    const weights = this.#weights;
    for (let at = 0; at < count; at += 1) {
      const sum = Math.fround(Math.min(priorities[at]! + epsilon, LARGEST));
      weights[at] = sum === 0 ? 0 : Math.max(SMALLEST, Math.min(LARGEST, power(sum, alpha)));
    }
    return weights;
  }

  /** Returns room for the slots that `update` is to be told of. */
  changedSlots(count: number): Int32Array {
    if (this.#changed.length < count) this.#changed = new Int32Array(count);
    return this.#changed;
  }

  /** Counts the first `count` rows drawn. */
  count(count: number): void {
    const { slots, timesDrawn } = this;
    for (let at = 0; at < count; at += 1) {
      const slot = slots[at]!;
      const times = timesDrawn[slot]!;
      // It stays at its largest value: beyond it, more is not news.
      timesDrawn[slot] = times + +(times < 65535);
    }
  }

  /** Copies the first `count` rows drawn into a batch's columns, and counts them. */
  read(views: readonly ColumnView[], count: number): void {
    this.count(count);
    const { records, slots } = this;
    if (records.bytes.length > TOUCH_FROM) records.touch(slots, count);
    for (let field = 0; field < views.length; field += 1) records.read(views[field]!, slots, count);
  }

  /** Tells the tree of new weights in the first `count` of `slots`. */
  update(slots: Int32Array, count: number): void {
    this.tree.update(slots, count);
  }
}

/** Entries of a set of `count` slots, at most half full. */
export function seenSize(count: number): number {
  let size = 8;
  while (size < count * 2) size *= 2;
  return size;
}
