import type { MemoryCore } from './memory-core.js';
import { exp2, log2, oneMinusExp2 } from './power.js';
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

/** Draws slots by a strategy, and says how probable each was; allocates nothing once a batch of the size was seen. */
export class Sampler {
  readonly #core: MemoryCore;

  constructor(core: MemoryCore) {
    this.#core = core;
  }

  /** Draws `count` slots (at most the rows in use) into `slots`, and the code of the strategy of each into `codes`. */
  draw(strategy: Strategy, count: number, codes: Uint8Array): void {
    this.#core.kernel.reserve(count);
    if (strategy.kind !== 'mixed') {
      this.#drawPart(strategy, 0, count, codes);
      return;
    }
    const { parts } = strategy;
    // One random offset rounds all the shares, up or down, so that they are right on average and always add up.
    const offset = parts.length > 1 ? this.#core.kernel.random.float() : 0;
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
    const { kernel, order } = this.#core;
    const { exact } = kernel;
    const wantLeast = strategy.normalise === 'memory';
    let least = this.#computeProbabilities(strategy, count, wantLeast);
    for (let at = 0; at < count; at += 1) probabilities[at] = exact[at]!;
    const beta = currentBeta(strategy.beta, draws);
    if (beta === 0) {
      weights.fill(1, 0, count);
      return;
    }
    if (strategy.normalise === 'none') kernel.importance(count, 1 / order.size, 2 ** 100, beta, weights);
    else {
      if (!wantLeast) least = 0;
      // A least probability of 0 is one too small for a number: the smallest will do, weights stay above 0.
      else if (least === 0) least = Number.MIN_VALUE;
      kernel.importance(count, least, 1, beta, weights);
    }
  }

  /** Returns the probability with which one draw by the strategy finds the row in `slot`. */
  probability(strategy: Strategy, slot: number): number {
    const { kernel } = this.#core;
    kernel.reserve(1);
    kernel.slots[0] = slot;
    this.#computeProbabilities(strategy, 1, false);
    return kernel.exact[0]!;
  }

  #computeProbabilities(strategy: Strategy, count: number, wantLeast: boolean): number {
    this.#core.kernel.exact.fill(0, 0, count);
    if (strategy.kind !== 'mixed') return this.#addProbabilities(strategy, 1, count, wantLeast);
    let least = 0;
    for (let part = 0; part < strategy.parts.length; part += 1) {
      const { share, strategy: single } = strategy.parts[part]!;
      least += this.#addProbabilities(single, share, count, wantLeast);
    }
    return least;
  }

  #drawPart(strategy: SingleStrategy, from: number, to: number, codes: Uint8Array): void {
    if (to <= from) return;
    const { kernel, order } = this.#core;
    codes.fill(strategyCodes[strategy.kind], from, to);
    switch (strategy.kind) {
      case 'uniform':
        kernel.drawUniform(strategy.replacement, from, to, order.size);
        break;
      case 'prioritized':
        if (kernel.tree.total > 0) kernel.drawFromTree(kernel.tree, strategy.stratified, from, to);
        else {
          codes.fill(strategyCodes.uniform, from, to);
          kernel.drawUniform(true, from, to, order.size);
        }
        break;
      case 'recency':
        if (order.ids === undefined) this.#drawRecent(strategy, from, to);
        else kernel.drawFromTree(this.#core.recency(strategy.halfLife).tree, false, from, to);
        break;
      case 'balanced':
        this.#drawBalanced(strategy, from, to);
        break;
    }
  }

  /** Inverts the distribution function of the age, a geometric one cut off at the oldest row. */
  #drawRecent(strategy: Recency, from: number, to: number): void {
    const { kernel, order } = this.#core;
    const { random, slots } = kernel;
    const { size, cursor, capacity } = order;
    const { halfLife } = strategy;
    if (size / halfLife < ALIKE) {
      kernel.drawUniform(true, from, to, order.size);
      return;
    }
    const inside = oneMinusExp2(size / halfLife);
    for (let at = from; at < to; at += 1) {
      const age = Math.min(size - 1, Math.floor(-halfLife * log2(1 - random.float() * inside)));
      const slot = cursor - 1 - age;
      slots[at] = slot < 0 ? slot + capacity : slot;
    }
  }

  /** Walks the groups in steps of equal width from a random start: each gets its share, give or take one row. */
  #drawBalanced(strategy: Balanced, from: number, to: number): void {
    const { random, slots } = this.#core.kernel;
    const { groups } = this.#core.groupsBy(strategy.by);
    const offset = random.float();
    const step = groups.length / (to - from);
    for (let at = from; at < to; at += 1) {
      const group = groups[Math.min(groups.length - 1, Math.floor((at - from + offset) * step))]!;
      slots[at] = group.slots[random.below(group.count)]!;
    }
  }

  /**
   * Adds the share's part of each drawn row's probability.
   *
   * @returns the least probability that any row of the memory has by this part, if `wantLeast`.
   */
  #addProbabilities(strategy: SingleStrategy, share: number, count: number, wantLeast: boolean): number {
    const { kernel, order } = this.#core;
    const { exact, slots, tree } = kernel;
    const { size } = order;
    switch (strategy.kind) {
      case 'prioritized':
        if (tree.total > 0) return this.#addTree(tree, share, count, wantLeast);
        break;
      case 'recency': {
        if (order.ids !== undefined)
          return this.#addTree(this.#core.recency(strategy.halfLife).tree, share, count, wantLeast);
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
        const groups = this.#core.groupsBy(strategy.by);
        const each = share / groups.groups.length;
        for (let at = 0; at < count; at += 1)
          exact[at] = exact[at]! + each / groups.groupOf(slots[at]!)!.count;
        return wantLeast ? each / groups.largest().count : 0;
      }
      case 'uniform':
        break;
    }
    const each = share / size;
    kernel.addEach(each, count);
    return each;
  }

  #addTree(tree: SumTree, share: number, count: number, wantLeast: boolean): number {
    const scale = share / tree.total;
    this.#core.kernel.addTree(tree, scale, count);
    return wantLeast ? tree.leastPositive * scale : 0;
  }
}

/** The value of beta at the given call of `sample`, counted from 0. */
function currentBeta(beta: Beta, draws: number): number {
  if (typeof beta === 'number') return beta;
  return beta.from + (beta.to - beta.from) * Math.min(1, draws / beta.draws);
}
