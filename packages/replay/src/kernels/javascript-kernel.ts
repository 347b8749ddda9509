import { power } from '../draws/power.js';
import type { SumTree } from '../draws/sum-tree.js';
import { weightOf } from '../draws/weight-of.js';
import type { ColumnView } from '../records/column-view.js';
import type { RecordStore } from '../records/record-store.js';
import { createRoom, type DrawRoom, seenSize } from './draw-room.js';
import type { Kernel, KernelStorage, Share } from './kernel.js';
import { TOUCH_FROM } from './storage.js';
import type { WordRandom } from './word-random.js';

/** Importance weights stay where a power of them is above 0 and finite. */
const LEAST_RATIO = 2 ** -100;

/** The loops in JavaScript: what every other kernel must give bit for bit. */
export class JavaScriptKernel implements Kernel {
  readonly name = 'javascript';
  readonly records: RecordStore;
  readonly tree: SumTree;
  readonly timesDrawn: Uint16Array;
  readonly random: WordRandom;
  readonly weighing: Float64Array = new Float64Array(3);
  #room: DrawRoom = createRoom(0);
  #weights: Float32Array = new Float32Array(0);
  #changed: Int32Array = new Int32Array(0);

  constructor({ records, tree, timesDrawn, random }: KernelStorage) {
    this.records = records;
    this.tree = tree;
    this.timesDrawn = timesDrawn;
    this.random = random;
  }

  get slots(): Int32Array {
    return this.#room.slots;
  }

  get exact(): Float64Array {
    return this.#room.exact;
  }

  reserve(count: number): void {
    if (this.slots.length < count) this.#room = createRoom(count);
  }

  /** Draws into this room from now on. */
  use(room: DrawRoom): void {
    this.#room = room;
  }

  drawUniform(replacement: boolean, from: number, to: number, size: number): void {
    const { random, slots } = this;
    if (replacement) {
      for (let at = from; at < to; at += 1) slots[at] = random.below(size);
      return;
    }
    // Floyd's subset: to - from draws however full the memory is (Bentley and Floyd, CACM 1987, "A sample of brilliance").
    const { seen } = this.#room;
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

  drawFromTree(tree: SumTree, stratified: boolean, from: number, to: number): void {
    const { random, exact } = this;
    const { total } = tree;
    const step = total / (to - from);
    if (stratified) for (let at = from; at < to; at += 1) exact[at] = (at - from + random.float()) * step;
    else for (let at = from; at < to; at += 1) exact[at] = random.float() * total;
    tree.find(exact, this.slots, from, to);
  }

  addTree(tree: SumTree, part: Share, count: number): void {
    const { exact, slots } = this;
    const { weights } = tree;
    const scale = part.share / tree.total;
    for (let at = 0; at < count; at += 1) exact[at] = exact[at]! + weights[slots[at]!]! * scale;
  }

  addEach(part: Share, size: number, count: number): void {
    const { exact } = this;
    const each = part.share / size;
    for (let at = 0; at < count; at += 1) exact[at] = exact[at]! + each;
  }

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

  weightsOf(priorities: Float32Array, count: number, alpha: number, epsilon: number): Float32Array {
    if (this.#weights.length < count) this.#weights = new Float32Array(count);
    const weights = this.#weights;
    for (let at = 0; at < count; at += 1) weights[at] = weightOf(priorities[at]!, alpha, epsilon);
    return weights;
  }

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

  read(views: readonly ColumnView[], count: number): void {
    this.count(count);
    const { records, slots } = this;
    if (records.bytes.length > TOUCH_FROM) records.touch(slots, count);
    for (let field = 0; field < views.length; field += 1) records.read(views[field]!, slots, count);
  }

  update(slots: Int32Array, count: number): void {
    this.tree.update(slots, count);
  }
}
