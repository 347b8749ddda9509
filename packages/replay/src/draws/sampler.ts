import type { MemoryCore } from '../memory/memory-core.js';
import {
  type Balanced,
  type Recency,
  type SingleStrategy,
  type Strategy,
  strategyCodes,
  type Where,
} from '../strategies/strategy.js';
import { currentBeta } from './current-beta.js';
import { FilteredRows } from './filtered-rows.js';
import { exp2, log2, oneMinusExp2 } from './power.js';

/** Memories of fewer half-lives than this are drawn uniformly: ages no longer matter. */
const ALIKE = 2 ** -30;

/** The columns of a batch that say how its rows were drawn. */
type DrawnColumns = {
  readonly ids: Float64Array;
  readonly probabilities: Float32Array;
  readonly weights: Float32Array;
  readonly strategies: Uint8Array;
};

/** Draws slots by a strategy, and computes how probable each was; allocates nothing once a batch of the size was seen. */
export class Sampler {
  readonly #core: MemoryCore;
  /** The least probability of any row: in an array, since a number that is returned is a small object. */
  readonly #least: Float64Array = new Float64Array(1);

  readonly #filtered: FilteredRows;

  constructor(core: MemoryCore) {
    this.#core = core;
    this.#filtered = new FilteredRows(core);
  }

  /**
   * Draws `rows` rows (at most those in use) by the strategy into a batch, all but the columns.
   *
   * @param draws - calls before this one, which beta goes by.
   */
  fill(strategy: Strategy, rows: number, draws: number, batch: DrawnColumns): void {
    this.#core.priorities.flush();
    this.draw(strategy, rows, batch.strategies);
    this.weigh(strategy, rows, draws, batch.probabilities, batch.weights);
    this.#core.order.readIds(this.#core.kernel.slots, rows, batch.ids);
  }

  /** Returns how many rows there are for the strategy to draw. */
  available(strategy: Strategy): number {
    return this.#filtered.available(strategy.where);
  }

  /** Draws `count` slots (at most the rows available) into `slots`, and the code of the strategy of each into `codes`. */
  draw(strategy: Strategy, count: number, codes: Uint8Array): void {
    this.#core.kernel.reserve(count);
    const { where } = strategy;
    if (strategy.kind !== 'mixed') {
      this.#drawPart(strategy, where, 0, count, codes);
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
      this.#drawPart(parts[part]!.strategy, where, at, end, codes);
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
    const { kernel } = this.#core;
    const { exact } = kernel;
    const wantLeast = strategy.normalise === 'memory';
    this.#computeProbabilities(strategy, count, wantLeast);
    for (let at = 0; at < count; at += 1) probabilities[at] = exact[at]!;
    const beta = currentBeta(strategy.beta, draws);
    if (beta === 0) {
      weights.fill(1, 0, count);
      return;
    }
    const { weighing } = kernel;
    weighing[2] = beta;
    if (strategy.normalise === 'none') {
      weighing[0] = 1 / this.available(strategy);
      weighing[1] = 2 ** 100;
    } else {
      // A least probability of 0 is one too small for a number: the smallest will do, weights stay above 0.
      weighing[0] = wantLeast ? Math.max(this.#least[0]!, Number.MIN_VALUE) : 0;
      weighing[1] = 1;
    }
    kernel.importance(count, weights);
  }

  /** Returns the probability with which one draw by the strategy finds the row in `slot`. */
  probability(strategy: Strategy, slot: number): number {
    const { kernel } = this.#core;
    kernel.reserve(1);
    kernel.slots[0] = slot;
    this.#computeProbabilities(strategy, 1, false);
    return kernel.exact[0]!;
  }

  #computeProbabilities(strategy: Strategy, count: number, wantLeast: boolean): void {
    this.#core.kernel.exact.fill(0, 0, count);
    this.#least[0] = 0;
    const { where } = strategy;
    if (strategy.kind !== 'mixed') this.#addPart(strategy, where, WHOLE, count, wantLeast);
    else
      for (let part = 0; part < strategy.parts.length; part += 1)
        this.#addPart(strategy.parts[part]!.strategy, where, strategy.parts[part]!, count, wantLeast);
  }

  #drawPart(
    strategy: SingleStrategy,
    where: Where | undefined,
    from: number,
    to: number,
    codes: Uint8Array,
  ): void {
    if (to <= from) return;
    const { kernel, order } = this.#core;
    codes.fill(strategyCodes[strategy.kind], from, to);
    if (where !== undefined && strategy.kind !== 'uniform') {
      this.#filtered.gather(strategy, where);
      if (this.#filtered.total > 0) this.#filtered.draw(strategy, from, to);
      else {
        codes.fill(strategyCodes.uniform, from, to);
        kernel.drawUniform(true, from, to, this.#filtered.available(where));
        this.#filtered.find(where, from, to);
      }
      return;
    }
    switch (strategy.kind) {
      case 'uniform':
        kernel.drawUniform(strategy.replacement, from, to, this.#filtered.available(where));
        if (where !== undefined) this.#filtered.find(where, from, to);
        if (strategy.shuffled && !strategy.replacement) this.#shuffle(from, to);
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

  /** Puts drawn slots in random order (Durstenfeld 1964). */
  #shuffle(from: number, to: number): void {
    const { random, slots } = this.#core.kernel;
    for (let left = to - from; left > 1; left -= 1) {
      const other = from + random.below(left);
      const last = from + left - 1;
      const slot = slots[other]!;
      slots[other] = slots[last]!;
      slots[last] = slot;
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

  /** As `#addProbabilities`, of the rows that are let through. */
  #addPart(
    strategy: SingleStrategy,
    where: Where | undefined,
    part: { readonly share: number },
    count: number,
    wantLeast: boolean,
  ): void {
    if (where === undefined) {
      this.#addProbabilities(strategy, part, count, wantLeast);
      return;
    }
    const { exact, slots } = this.#core.kernel;
    const filtered = this.#filtered;
    if (strategy.kind !== 'uniform') filtered.gather(strategy, where);
    const isEven = strategy.kind === 'uniform' || filtered.total === 0;
    const even = 1 / Math.max(1, this.#filtered.available(where));
    for (let at = 0; at < count; at += 1) {
      if (!filtered.matches(where, slots[at]!)) continue;
      const probability = isEven ? even : filtered.weightOf(strategy, slots[at]!) / filtered.total;
      exact[at] = exact[at]! + part.share * probability;
    }
    this.#least[0] = this.#least[0]! + part.share * (isEven ? even : filtered.least);
  }

  /** Adds the part's share of each drawn row's probability, and of the least that any row has if that is wanted. */
  #addProbabilities(
    strategy: SingleStrategy,
    part: { readonly share: number },
    count: number,
    wantLeast: boolean,
  ): void {
    const { kernel, order } = this.#core;
    const { exact, slots, tree } = kernel;
    const least = this.#least;
    const { size } = order;
    if (strategy.kind === 'prioritized' && tree.total > 0) {
      kernel.addTree(tree, part, count);
      if (wantLeast) least[0] = least[0]! + (tree.leastPositive * part.share) / tree.total;
    } else if (strategy.kind === 'recency' && order.ids !== undefined) {
      const { tree: ages } = this.#core.recency(strategy.halfLife);
      kernel.addTree(ages, part, count);
      if (wantLeast) least[0] = least[0]! + (ages.leastPositive * part.share) / ages.total;
    } else if (strategy.kind === 'recency' && size / strategy.halfLife >= ALIKE) {
      const rate = 1 / strategy.halfLife;
      const first = (part.share * oneMinusExp2(rate)) / oneMinusExp2(size * rate);
      for (let at = 0; at < count; at += 1) {
        const distance = order.cursor - 1 - slots[at]!;
        const age = distance < 0 ? distance + order.capacity : distance;
        exact[at] = exact[at]! + exp2(-age * rate) * first;
      }
      if (wantLeast) least[0] = least[0]! + exp2(-(size - 1) * rate) * first;
    } else if (strategy.kind === 'balanced') {
      const groups = this.#core.groupsBy(strategy.by);
      const each = part.share / groups.groups.length;
      for (let at = 0; at < count; at += 1) exact[at] = exact[at]! + each / groups.groupOf(slots[at]!)!.count;
      if (wantLeast) least[0] = least[0]! + each / groups.largest().count;
    } else {
      kernel.addEach(part, size, count);
      least[0] = least[0]! + part.share / size;
    }
  }
}

const WHOLE = { share: 1 };
