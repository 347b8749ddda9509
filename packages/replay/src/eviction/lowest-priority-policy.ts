import type { RowOrder } from '../records/row-order.js';
import type { EvictionPolicy } from './policy.js';

/**
 * A tournament: every node holds the slot of the row below it with the lowest weight, of several the first that came.
 * It follows from weights and ids alone, so it is no state. 1 byte a row.
 */
export class LowestPriorityPolicy implements EvictionPolicy {
  readonly #order: RowOrder;
  readonly #weights: Float32Array;
  readonly #winners: Int32Array;
  readonly #offsets: number[] = [];
  #stale = true;

  constructor(order: RowOrder, weights: Float32Array) {
    this.#order = order;
    this.#weights = weights;
    let nodes = 0;
    for (let width = Math.ceil(order.capacity / 8); ; width = Math.ceil(width / 2)) {
      this.#offsets.push(nodes);
      nodes += width;
      if (width === 1) break;
    }
    this.#winners = new Int32Array(nodes);
  }

  offered(): void {}

  victim(): number {
    return this.surplus();
  }

  surplus(): number {
    // Rebuilt only when it is needed again: a memory that is being filled needs none.
    if (this.#stale) {
      for (let block = 0; block * 8 < this.#order.capacity; block += 1) this.#play(block * 8);
      this.#stale = false;
    }
    return this.#winners[this.#winners.length - 1]!;
  }

  changed(slots: Int32Array, from: number, to: number): void {
    if (this.#stale) return;
    for (let at = from; at < to; at += 1) this.#play(slots[at]!);
  }

  revalued(): void {}

  state(): null {
    return null;
  }

  /** Plays the games that the row in `slot` is in again. */
  #play(slot: number): void {
    let node = slot >> 3;
    let winner = -1;
    for (let candidate = node * 8; candidate < node * 8 + 8; candidate += 1)
      winner = this.#lower(winner, candidate < this.#order.size ? candidate : -1);
    this.#winners[node] = winner;
    for (let level = 1; level < this.#offsets.length; level += 1) {
      const below = this.#offsets[level - 1]!;
      const width = this.#offsets[level]! - below;
      const left = node & ~1;
      const right = left + 1 < width ? this.#winners[below + left + 1]! : -1;
      node >>= 1;
      this.#winners[this.#offsets[level]! + node] = this.#lower(this.#winners[below + left]!, right);
    }
  }

  #lower(one: number, other: number): number {
    if (one === -1 || other === -1) return one === -1 ? other : one;
    const difference = this.#weights[one]! - this.#weights[other]!;
    if (difference !== 0) return difference < 0 ? one : other;
    return this.#order.ids![one]! < this.#order.ids![other]! ? one : other;
  }
}
