import type { Random } from '@graph/random';
import { exp2, log2, oneMinusExp2, power } from './power.js';
import { RecencyIndex } from './recency-index.js';
import type { RowOrder } from './row-order.js';
import type { SlotGroups } from './slot-groups.js';
import {
  type Balanced,
  type Beta,
  type Recency,
  type SingleStrategy,
  type Strategy,
  strategyCodes,
} from './strategies/strategy.js';
import type { SumTree } from './sum-tree.js';

/** Memories of fewer half-lives than this are drawn uniformly: ages no longer matter. */
const ALIKE = 2 ** -30;

/** What a sampler draws from; all of it belongs to the memory. */
export type SamplerRows = {
  readonly order: RowOrder;
  readonly tree: SumTree;
  readonly random: Random;
  readonly groups: (field: string) => SlotGroups;
};

/** Draws slots by a strategy, and says how probable each was. Nothing is allocated once the batch size is known. */
export class Sampler {
  readonly #rows: SamplerRows;
  /** Indices of rows by recency, by half-life; only where rows are not kept in order. */
  readonly recencies: RecencyIndex[] = [];
  slots: Int32Array = new Int32Array(0);
  #masses: Float64Array = new Float64Array(0);
  #seen: Int32Array = new Int32Array(0);

  constructor(rows: SamplerRows) {
    this.#rows = rows;
  }

  /** Draws `count` slots (at most the rows in use) into `slots`, and the code of the strategy of each into `codes`. */
  draw(strategy: Strategy, count: number, codes: Uint8Array): void {
    this.#reserve(count);
    if (strategy.kind !== 'mixed') {
      this.#drawPart(strategy, 0, count, codes);
      return;
    }
    const { parts } = strategy;
    // One random offset rounds all the shares, up or down, so that they are right on average and always add up.
    const offset = parts.length > 1 ? this.#rows.random.float() : 0;
    let at = 0;
    let cumulative = 0;
    for (let part = 0; part < parts.length; part += 1) {
      cumulative += parts[part]!.share;
      const end =
        part === parts.length - 1 ? count : Math.min(count, Math.floor(cumulative * count + offset));
      this.#drawPart(parts[part]!.strategy, at, end, codes);
      at = end;
    }
  }

  /** Computes the probability of each drawn row under the strategy, and its importance weight. */
  weigh(
    strategy: Strategy,
    count: number,
    draws: number,
    probabilities: Float32Array,
    weights: Float32Array,
  ): void {
    const exact = this.#masses;
    let least = 0;
    if (strategy.kind !== 'mixed') {
      exact.fill(0, 0, count);
      least = this.#addProbabilities(strategy, 1, count, strategy.normalise === 'memory');
    } else {
      exact.fill(0, 0, count);
      for (const { share, strategy: part } of strategy.parts)
        least += this.#addProbabilities(part, share, count, strategy.normalise === 'memory');
    }
    for (let at = 0; at < count; at += 1) probabilities[at] = exact[at]!;
    const beta = currentBeta(strategy.beta, draws);
    if (beta === 0) {
      weights.fill(1, 0, count);
      return;
    }
    if (strategy.normalise === 'none') {
      const { size } = this.#rows.order;
      for (let at = 0; at < count; at += 1)
        weights[at] = power(Math.min(2 ** 100, 1 / (size * exact[at]!)), beta);
      return;
    }
    if (strategy.normalise === 'batch') {
      least = exact[0]!;
      for (let at = 1; at < count; at += 1) if (exact[at]! < least) least = exact[at]!;
    }
    // (N p)^-beta / max is (least p / p)^beta: never above 1, whatever the rounding.
    for (let at = 0; at < count; at += 1)
      weights[at] = power(Math.max(2 ** -100, Math.min(1, least / exact[at]!)), beta);
  }

  /** Returns the probability with which one draw by the strategy finds the row in `slot`. */
  probability(strategy: Strategy, slot: number): number {
    this.#reserve(1);
    this.slots[0] = slot;
    this.#masses[0] = 0;
    if (strategy.kind !== 'mixed') this.#addProbabilities(strategy, 1, 1, false);
    else
      for (const { share, strategy: part } of strategy.parts) this.#addProbabilities(part, share, 1, false);
    return this.#masses[0]!;
  }

  #reserve(count: number): void {
    if (this.slots.length >= count) return;
    this.slots = new Int32Array(count);
    this.#masses = new Float64Array(count);
    let size = 8;
    while (size < count * 2) size *= 2;
    this.#seen = new Int32Array(size);
  }

  #drawPart(strategy: SingleStrategy, from: number, to: number, codes: Uint8Array): void {
    if (to <= from) return;
    codes.fill(strategyCodes[strategy.kind], from, to);
    switch (strategy.kind) {
      case 'uniform':
        this.#drawUniform(strategy.replacement, from, to);
        break;
      case 'prioritized':
        if (this.#rows.tree.total > 0) this.#drawFromTree(this.#rows.tree, strategy.stratified, from, to);
        else {
          codes.fill(strategyCodes.uniform, from, to);
          this.#drawUniform(true, from, to);
        }
        break;
      case 'recency':
        if (this.#rows.order.ids === undefined) this.#drawRecent(strategy, from, to);
        else this.#drawFromTree(this.recency(strategy.halfLife).tree, false, from, to);
        break;
      case 'balanced':
        this.#drawBalanced(strategy, from, to);
        break;
    }
  }

  #drawUniform(replacement: boolean, from: number, to: number): void {
    const { random, order } = this.#rows;
    const { slots } = this;
    const { size } = order;
    if (replacement) {
      for (let at = from; at < to; at += 1) slots[at] = random.below(size);
      return;
    }
    // Floyd's subset: to - from draws however full the memory is (Bentley and Floyd, CACM 1987, "A sample of brilliance").
    const seen = this.#seen;
    const mask = seen.length - 1;
    seen.fill(-1);
    for (let at = from, bound = size - (to - from) + 1; at < to; at += 1, bound += 1) {
      const drawn = random.below(bound);
      let slot = drawn;
      for (let probe = Math.imul(slot, 0x9e37_79b1) & mask; ; probe = (probe + 1) & mask) {
        if (seen[probe] === -1) {
          seen[probe] = slot;
          break;
        }
        if (seen[probe] === slot) {
          // Drawn before: the last slot of the range takes its place; that one cannot have been drawn yet.
          slot = bound - 1;
          probe = (Math.imul(slot, 0x9e37_79b1) & mask) - 1;
        }
      }
      slots[at] = slot;
    }
  }

  #drawFromTree(tree: SumTree, stratified: boolean, from: number, to: number): void {
    const { random } = this.#rows;
    const masses = this.#masses;
    const { total } = tree;
    const step = total / (to - from);
    if (stratified) for (let at = from; at < to; at += 1) masses[at] = (at - from + random.float()) * step;
    else for (let at = from; at < to; at += 1) masses[at] = random.float() * total;
    tree.find(masses, this.slots, from, to - from);
  }

  /** Inverts the distribution function of the age, a geometric one cut off at the oldest row. */
  #drawRecent(strategy: Recency, from: number, to: number): void {
    const { random, order } = this.#rows;
    const { size, cursor, capacity } = order;
    const { halfLife } = strategy;
    if (size / halfLife < ALIKE) {
      this.#drawUniform(true, from, to);
      return;
    }
    const inside = oneMinusExp2(size / halfLife);
    for (let at = from; at < to; at += 1) {
      const age = Math.min(size - 1, Math.floor(-halfLife * log2(1 - random.float() * inside)));
      const slot = cursor - 1 - age;
      this.slots[at] = slot < 0 ? slot + capacity : slot;
    }
  }

  /** Walks the groups in steps of equal width from a random start: each gets its share, give or take one row. */
  #drawBalanced(strategy: Balanced, from: number, to: number): void {
    const { random } = this.#rows;
    const { groups } = this.#rows.groups(strategy.by);
    const offset = random.float();
    const step = groups.length / (to - from);
    for (let at = from; at < to; at += 1) {
      const group = groups[Math.min(groups.length - 1, Math.floor((at - from + offset) * step))]!;
      this.slots[at] = group.slots[random.below(group.count)]!;
    }
  }

  /**
   * Adds the share's part of each drawn row's probability.
   *
   * @returns the least probability that any row of the memory has by this part, if `wantLeast`.
   */
  #addProbabilities(strategy: SingleStrategy, share: number, count: number, wantLeast: boolean): number {
    const { order, tree } = this.#rows;
    const { slots } = this;
    const exact = this.#masses;
    const { size } = order;
    switch (strategy.kind) {
      case 'prioritized':
        if (tree.total > 0) return this.#addTree(tree, share, count, wantLeast);
        break;
      case 'recency': {
        if (order.ids !== undefined)
          return this.#addTree(this.recency(strategy.halfLife).tree, share, count, wantLeast);
        const rate = 1 / strategy.halfLife;
        if (size / strategy.halfLife < ALIKE) break;
        const first = (share * oneMinusExp2(rate)) / oneMinusExp2(size * rate);
        for (let at = 0; at < count; at += 1) {
          const distance = order.cursor - 1 - slots[at]!;
          const age = distance < 0 ? distance + order.capacity : distance;
          exact[at] = exact[at]! + exp2(-age * rate) * first;
        }
        return exp2(-(size - 1) * rate) * first;
      }
      case 'balanced': {
        const groups = this.#rows.groups(strategy.by);
        const each = share / groups.groups.length;
        for (let at = 0; at < count; at += 1)
          exact[at] = exact[at]! + each / groups.groupOf(slots[at]!)!.count;
        return wantLeast ? each / groups.largest().count : 0;
      }
      case 'uniform':
        break;
    }
    const each = share / size;
    for (let at = 0; at < count; at += 1) exact[at] = exact[at]! + each;
    return each;
  }

  #addTree(tree: SumTree, share: number, count: number, wantLeast: boolean): number {
    const exact = this.#masses;
    const scale = share / tree.total;
    const { weights } = tree;
    for (let at = 0; at < count; at += 1) exact[at] = exact[at]! + weights[this.slots[at]!]! * scale;
    return wantLeast ? tree.leastPositive * scale : 0;
  }

  /** Returns the index for a half-life, of which the last four in use are kept. */
  recency(halfLife: number): RecencyIndex {
    const { recencies } = this;
    let index = recencies.find((candidate) => candidate.halfLife === halfLife);
    if (index === undefined) {
      index = new RecencyIndex(this.#rows.order, halfLife);
      if (recencies.length === 4) recencies.shift();
      recencies.push(index);
    }
    return index;
  }
}

/** The value of beta at the given call of `sample`, counted from 0. */
function currentBeta(beta: Beta, draws: number): number {
  if (typeof beta === 'number') return beta;
  return beta.from + (beta.to - beta.from) * Math.min(1, draws / beta.draws);
}
