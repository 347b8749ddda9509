import { Random } from '@graph/core';
import type { Eviction, ReplayState, Strategy } from '../src/index.js';
import type { SingleStrategy } from '../src/strategies/strategy.js';
import { domainOf } from './rows.js';

type Row = { readonly id: number; weight: number };

/**
 * A memory as one would write it on a blackboard: a list of rows, searched from end to end, alpha 1 and epsilon 0.
 * Where the memory draws random numbers, the oracle draws the same ones from a copy of the generator.
 */
export class OracleMemory {
  /** By slot; in a ring by age, the oldest first. */
  rows: Row[] = [];
  added = 0;
  stale = 0;
  capacity: number;
  readonly eviction: Eviction;
  readonly #seen: Map<number, number> = new Map();
  readonly #full: Set<number> = new Set();

  constructor(capacity: number, eviction: Eviction) {
    this.capacity = capacity;
    this.eviction = eviction;
  }

  /** Adds one row; `draws` is at the point where the memory's generator is. */
  add(weight: number, draws: Random | undefined, kept: (id: number) => boolean): void {
    const row = { id: this.added, weight };
    this.added += 1;
    const domain = domainOf(row.id);
    this.#seen.set(domain, (this.#seen.get(domain) ?? 0) + 1);
    if (this.rows.length < this.capacity) {
      this.rows.push(row);
      return;
    }
    switch (this.eviction.kind) {
      case 'fifo':
        this.rows.shift();
        this.rows.push(row);
        break;
      case 'reservoir': {
        const slot = draws!.below(this.added);
        if (slot < this.capacity) this.rows[slot] = row;
        break;
      }
      case 'lowestPriority':
        this.rows[this.rows.indexOf(this.lowest())] = row;
        break;
      case 'balancedFifo':
        this.rows[this.rows.indexOf(this.#oldestOfMost())] = row;
        break;
      case 'balancedReservoir':
        this.#balance(row, kept);
        break;
    }
  }

  lowest(): Row {
    return this.rows.reduce((low, row) =>
      row.weight < low.weight || (row.weight === low.weight && row.id < low.id) ? row : low,
    );
  }

  #oldestOfMost(): Row {
    const counts = this.counts();
    const step = Math.max(1, Math.floor(this.rows.length / (8 * counts.size)));
    const steps = (value: number): number => Math.floor(counts.get(value)! / step);
    const most = Math.max(...[...counts.keys()].map(steps));
    const value = Math.min(...[...counts.keys()].filter((each) => steps(each) === most));
    const candidates = this.rows.filter(({ id }) => domainOf(id) === value);
    return candidates.reduce((oldest, row) => (row.id < oldest.id ? row : oldest));
  }

  counts(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const { id } of this.rows) counts.set(domainOf(id), (counts.get(domainOf(id)) ?? 0) + 1);
    return counts;
  }

  /** Which row leaves is up to chance: the oracle looks at what happened, and judges whether it may. */
  #balance(row: Row, kept: (id: number) => boolean): void {
    const counts = this.counts();
    const largest = Math.max(...counts.values());
    const domain = domainOf(row.id);
    for (const [value, count] of counts) if (count === largest) this.#full.add(value);
    const full = this.#full.has(domain);
    const leaver = this.rows.findIndex(({ id }) => !kept(id));
    if (leaver < 0) {
      if (!full) throw new Error(`row ${row.id} of a domain that was never the largest was not remembered`);
      return;
    }
    const from = domainOf(this.rows[leaver]!.id);
    if (full && counts.has(domain) ? from !== domain : counts.get(from) !== largest)
      throw new Error(`row ${row.id} of domain ${domain} took the place of one of domain ${from}`);
    this.rows[leaver] = row;
  }

  update(ids: ArrayLike<number>, priorities: ArrayLike<number>, count: number): void {
    for (let at = 0; at < count; at += 1) {
      const row = this.rows.find(({ id }) => id === ids[at]);
      if (row === undefined) this.stale += 1;
      else row.weight = priorities[at]!;
    }
  }

  remove(ids: readonly number[]): void {
    for (const gone of ids) {
      const at = this.rows.findIndex(({ id }) => id === gone);
      if (at < 0) continue;
      if (this.eviction.kind === 'fifo') this.rows.splice(at, 1);
      else {
        const last = this.rows.pop()!;
        if (last.id !== gone) this.rows[at] = last;
      }
    }
  }

  /** Another capacity; `kept` tells who stayed where chance decides. */
  resize(capacity: number, kept: ReadonlySet<number>): void {
    this.capacity = capacity;
    const { kind } = this.eviction;
    if (kind === 'fifo') this.rows = this.rows.slice(-capacity);
    else if (kind === 'lowestPriority') while (this.rows.length > capacity) this.remove([this.lowest().id]);
    else if (kind === 'balancedFifo')
      while (this.rows.length > capacity) this.remove([this.#oldestOfMost().id]);
    else this.rows = this.rows.filter(({ id }) => kept.has(id));
  }

  get total(): number {
    return this.rows.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Returns the probability with which one draw finds a row, by row. */
  probabilities(strategy: Strategy): (row: Row) => number {
    if (strategy.kind !== 'mixed') return this.#single(strategy);
    const parts = strategy.parts.map(({ share, strategy: part }) => ({ share, of: this.#single(part) }));
    return (row) => parts.reduce((sum, { share, of }) => sum + share * of(row), 0);
  }

  #single(strategy: SingleStrategy): (row: Row) => number {
    const { length } = this.rows;
    switch (strategy.kind) {
      case 'uniform':
        return () => 1 / length;
      case 'prioritized': {
        const { total } = this;
        return (row) => (total === 0 ? 1 / length : row.weight / total);
      }
      case 'recency': {
        const fresh = ({ id }: Row): number => 2 ** ((id - this.added) / strategy.halfLife);
        const total = this.rows.reduce((sum, row) => sum + fresh(row), 0);
        return (row) => fresh(row) / total;
      }
      case 'balanced': {
        const counts = this.counts();
        return (row) => 1 / counts.size / counts.get(domainOf(row.id))!;
      }
    }
  }

  /** The ids that a stratified draw by priority must find. `state` is the memory's before the draw. */
  prioritizedDraw(state: ReplayState, count: number): number[] {
    const draws = Random.from(state.random);
    // By slot: a full ring's oldest row is at the cursor.
    const bySlot = new Map(this.rows.map((row, age) => [(this.#start(state) + age) % this.capacity, row]));
    const slots = [...bySlot].sort(([a], [b]) => a - b);
    return Array.from({ length: count }, (_, at) => {
      const mass = ((at + draws.float()) * this.total) / count;
      let sum = 0;
      for (const [, row] of slots) {
        sum += row.weight;
        if (mass < sum) return row.id;
      }
      throw new Error('a mass above the total');
    });
  }

  #start(state: ReplayState): number {
    return this.eviction.kind === 'fifo' && this.rows.length === this.capacity ? state.cursor : 0;
  }
}
