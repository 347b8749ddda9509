import type { Allocate } from '../records/allocate.js';
import { BLOCK, levelsOf } from './tree-levels.js';

/**
 * A tree of float64 sums (and float32 maxima) over blocks of eight float32 weights.
 *
 * A parent is always recomputed from its two children, in one order, never adjusted by a difference: whatever was
 * updated before, the total is the one that a freshly built tree would have, bit for bit. Levels are as wide as they
 * need to be for the capacity, whether it is a power of two or not. 4 + 3 bytes a leaf.
 *
 * Draws go down one level at a time for the whole batch, without a branch (the loads of many draws overlap), after
 * which a draw that rounding has led to a weight of 0 is done again with care.
 */
export class SumTree {
  /** The weights, by slot; write them only together with `update` or `rebuild`. */
  readonly weights: Float32Array;
  /** The sums of all nodes, level by level. */
  readonly sums: Float64Array;
  /** The largest weight below each node. */
  readonly maxima: Float32Array;
  /** First node of each level; level 0 holds the blocks, the last one the root. */
  readonly offsets: Int32Array;
  /** The least positive weights, Infinity where there is none; kept only once they have been asked for. */
  #minima: Float32Array | undefined;
  #scratch: Int32Array = new Int32Array(64);

  /** Returns the bytes that a tree over so many leaves takes. */
  static bytes(capacity: number): number {
    const { offsets, nodes } = levelsOf(capacity);
    return Math.ceil(capacity / BLOCK) * BLOCK * 4 + nodes * 12 + offsets.length * 4;
  }

  constructor(capacity: number, allocate: Allocate) {
    const { offsets, nodes } = levelsOf(capacity);
    this.offsets = new Int32Array(...allocate(4, offsets.length));
    this.offsets.set(offsets);
    this.weights = new Float32Array(...allocate(4, Math.ceil(capacity / BLOCK) * BLOCK));
    this.sums = new Float64Array(...allocate(8, nodes));
    this.maxima = new Float32Array(...allocate(4, nodes));
  }

  /** The sum of all weights, in the tree's order. */
  get total(): number {
    return this.sums[this.sums.length - 1]!;
  }

  /** The largest weight. */
  get maximum(): number {
    return this.maxima[this.maxima.length - 1]!;
  }

  /** The least weight above 0, Infinity if there is none. O(capacity) the first time it is asked for, O(1) afterwards. */
  get leastPositive(): number {
    if (this.#minima === undefined) {
      this.#minima = new Float32Array(this.maxima.length).fill(Number.POSITIVE_INFINITY);
      this.rebuild(0, this.weights.length);
    }
    return this.#minima[this.#minima.length - 1]!;
  }

  /** Updates the sums for new weights in the first `count` of `slots`. O(count · log capacity), less where slots are near. */
  update(slots: Int32Array, count: number): void {
    if (this.#scratch.length < count) this.#scratch = new Int32Array(count * 2);
    const nodes = this.#scratch;
    let used = 0;
    let last = -1;
    for (let at = 0; at < count; at += 1) {
      const block = slots[at]! >> 3;
      if (block === last) continue;
      last = block;
      nodes[used++] = block;
      this.#sumBlock(block);
    }
    const sums = this.sums;
    const maxima = this.maxima;
    const offsets = this.offsets;
    for (let level = 1; level < offsets.length; level += 1) {
      const children = offsets[level - 1]!;
      const offset = offsets[level]!;
      const before = used;
      used = 0;
      last = -1;
      for (let at = 0; at < before; at += 1) {
        const node = nodes[at]! >> 1;
        // Draws come in ascending order, so the upper levels melt down to a few nodes.
        if (node === last) continue;
        last = node;
        nodes[used++] = node;
        const child = children + 2 * node;
        sums[offset + node] = sums[child]! + sums[child + 1]!;
        const left = maxima[child]!;
        const right = maxima[child + 1]!;
        maxima[offset + node] = Math.max(left, right);
      }
    }
    if (this.#minima !== undefined)
      for (let at = 0; at < count; at += 1) this.#lower(slots[at]!, slots[at]! + 1);
  }

  /** Updates the sums for new weights in the slots from `from` (inclusive) to `to` (exclusive). O(to - from + log capacity). */
  rebuild(from: number, to: number): void {
    if (to <= from) return;
    let first = from >> 3;
    let last = (to - 1) >> 3;
    for (let block = first; block <= last; block += 1) this.#sumBlock(block);
    const sums = this.sums;
    const maxima = this.maxima;
    for (let level = 1; level < this.offsets.length; level += 1) {
      first >>= 1;
      last >>= 1;
      const offset = this.offsets[level]!;
      for (let node = first; node <= last; node += 1) {
        const child = this.offsets[level - 1]! + 2 * node;
        sums[offset + node] = sums[child]! + sums[child + 1]!;
        const left = maxima[child]!;
        const right = maxima[child + 1]!;
        maxima[offset + node] = Math.max(left, right);
      }
    }
    if (this.#minima !== undefined) this.#lower(from, to);
  }

  /**
   * Finds for each of `masses[from..to)` the slot within whose weight it falls, the weights laid end to end.
   * The masses are used up. The total must be positive; no slot of weight 0 is ever found.
   */
  find(masses: Float64Array, slots: Int32Array, from: number, to: number): void {
    const sums = this.sums;
    const weights = this.weights;
    const offsets = this.offsets;
    for (let draw = from; draw < to; draw += 1) slots[draw] = 0;
    for (let level = offsets.length - 2; level >= 0; level -= 1) {
      const offset = offsets[level]!;
      for (let draw = from; draw < to; draw += 1) {
        const child = 2 * slots[draw]!;
        const mass = masses[draw]!;
        const left = sums[offset + child]!;
        const right = +(mass >= left);
        masses[draw] = mass - left * right;
        slots[draw] = child + right;
      }
    }
    for (let draw = from; draw < to; draw += 1) {
      const leaf = slots[draw]! * BLOCK;
      const mass = masses[draw]!;
      const c1 = weights[leaf]!;
      const c2 = c1 + weights[leaf + 1]!;
      const c3 = c2 + weights[leaf + 2]!;
      const c4 = c3 + weights[leaf + 3]!;
      const c5 = c4 + weights[leaf + 4]!;
      const c6 = c5 + weights[leaf + 5]!;
      const c7 = c6 + weights[leaf + 6]!;
      const slot =
        leaf +
        +(mass >= c1) +
        +(mass >= c2) +
        +(mass >= c3) +
        +(mass >= c4) +
        +(mass >= c5) +
        +(mass >= c6) +
        +(mass >= c7);
      slots[draw] = weights[slot]! > 0 ? slot : this.nearest(slot);
    }
  }

  /** The block's sum, in the order in which two lanes of SIMD add it. */
  #sumBlock(block: number): void {
    const weights = this.weights;
    const leaf = block * BLOCK;
    const a = weights[leaf]!;
    const b = weights[leaf + 1]!;
    const c = weights[leaf + 2]!;
    const d = weights[leaf + 3]!;
    const e = weights[leaf + 4]!;
    const f = weights[leaf + 5]!;
    const g = weights[leaf + 6]!;
    const h = weights[leaf + 7]!;
    this.sums[block] = a + c + (e + g) + (b + d + (f + h));
    let largest = Math.max(a, b);
    if (c > largest) largest = c;
    if (d > largest) largest = d;
    if (e > largest) largest = e;
    if (f > largest) largest = f;
    if (g > largest) largest = g;
    if (h > largest) largest = h;
    this.maxima[block] = largest;
  }

  /** Updates the minima, if they are kept, for new weights in the first `count` of `slots`. */
  updateMinima(slots: Int32Array, count: number): void {
    if (this.#minima === undefined) return;
    for (let at = 0; at < count; at += 1) this.#lower(slots[at]!, slots[at]! + 1);
  }

  /** Updates the minima over the slots from `from` to `to`. */
  #lower(from: number, to: number): void {
    const minima = this.#minima!;
    let first = from >> 3;
    let last = (to - 1) >> 3;
    for (let block = first; block <= last; block += 1) {
      let least = Number.POSITIVE_INFINITY;
      for (let leaf = block * BLOCK; leaf < block * BLOCK + BLOCK; leaf += 1) {
        const weight = this.weights[leaf]!;
        if (weight > 0 && weight < least) least = weight;
      }
      minima[block] = least;
    }
    for (let level = 1; level < this.offsets.length; level += 1) {
      first >>= 1;
      last >>= 1;
      for (let node = first; node <= last; node += 1) {
        const child = this.offsets[level - 1]! + 2 * node;
        minima[this.offsets[level]! + node] = Math.min(minima[child]!, minima[child + 1]!);
      }
    }
  }

  /** The nearest slot before `slot` that has a weight, or else the nearest after it. O(log capacity). */
  nearest(slot: number): number {
    const block = slot >> 3;
    for (let at = slot - 1; at >= block * BLOCK; at -= 1) if (this.weights[at]! > 0) return at;
    const offsets = this.offsets;
    // Up to the first ancestor that has a weight, on the left if there is one ...
    let node = block;
    for (const direction of [-1, 1]) {
      node = block;
      for (let level = 0; level < offsets.length - 1; level += 1) {
        const sibling = node ^ 1;
        if (sibling - node === direction && this.sums[offsets[level]! + sibling]! > 0) {
          // ... and down again to its leaf that is next to where we come from.
          node = sibling;
          for (let below = level - 1; below >= 0; below -= 1) {
            node = 2 * node + (direction === -1 ? 1 : 0);
            if (!(this.sums[offsets[below]! + node]! > 0)) node ^= 1;
          }
          let leaf = node * BLOCK + (direction === -1 ? BLOCK - 1 : 0);
          while (!(this.weights[leaf]! > 0)) leaf += direction;
          return leaf;
        }
        node >>= 1;
      }
    }
    throw new Error('the sum tree holds no weight at all; callers check the total first');
  }
}
