import { StateFormat, type StateHeader } from '@graph/core';
import type { SlotGroups } from '../draws/slot-groups.js';
import type { WordRandom } from '../kernels/word-random.js';
import { ReplayError } from '../replay-error.js';
import type { EvictionPolicy, Revalued } from './policy.js';

/** What is known of each value of the field: rows offered so far, and 1 if it has ever been the largest. */
export type BalancedReservoirState = StateHeader<'balanced-reservoir'> & {
  readonly values: Float64Array;
  readonly seen: Float64Array;
  readonly full: Uint8Array;
};

const FORMAT = new StateFormat('balanced-reservoir', 1, ReplayError);

/** What is known of one value of the field: rows offered so far, and whether it has ever been the largest. */
type Tally = { seen: number; full: boolean };

/** Class-balancing reservoir sampling, algorithm 1 of Chrysakis and Moens (2020). */
export class BalancedReservoirPolicy implements EvictionPolicy {
  readonly #groups: SlotGroups;
  readonly #random: WordRandom;
  readonly #tallies: Map<number, Tally> = new Map();

  constructor(groups: SlotGroups, random: WordRandom) {
    this.#groups = groups;
    this.#random = random;
  }

  /**
   * Restores a policy from `state()`.
   *
   * @throws ReplayError `STATE` if it is not its state, or not one for these groups.
   */
  static from(state: unknown, groups: SlotGroups, random: WordRandom): BalancedReservoirPolicy {
    const reader = FORMAT.read(state);
    const policy = new BalancedReservoirPolicy(groups, random);
    const values = reader.floats('values');
    const seen = reader.floats('seen', values.length);
    const full = reader.array('full', Uint8Array, values.length);
    for (let at = 0; at < values.length; at += 1) {
      if (!(Number.isSafeInteger(seen[at]) && seen[at]! >= 1))
        throw reader.error('seen', 'whole numbers ≥ 1');
      if (full[at]! > 1) throw reader.error('full', 'zeros and ones');
      policy.#tallies.set(values[at]!, { seen: seen[at]!, full: full[at] === 1 });
    }
    if (policy.#tallies.size !== values.length) throw reader.error('values', 'each value once');
    for (const { value, count } of groups.groups)
      if (!((policy.#tallies.get(value)?.seen ?? 0) >= count))
        throw reader.error(
          'seen',
          `at least ${count} for the value ${value}, of which so many rows are here`,
        );
    return policy;
  }

  offered(value: number): void {
    const tally = this.#tallies.get(value);
    if (tally === undefined) this.#tallies.set(value, { seen: 1, full: false });
    else tally.seen += 1;
  }

  victim(value: number): number {
    const largest = this.#groups.largest();
    for (const group of this.#groups.groups)
      if (group.count === largest.count) this.#tallies.get(group.value)!.full = true;
    const tally = this.#tallies.get(value)!;
    if (!tally.full) return largest.slots[this.#random.below(largest.count)]!;
    const own = this.#groups.get(value);
    // Of a value that was the largest once and has no row left (they were removed), the row comes in again.
    if (own === undefined) return largest.slots[this.#random.below(largest.count)]!;
    const place = this.#random.below(tally.seen);
    return place < own.count ? own.slots[place]! : -1;
  }

  surplus(): number {
    const largest = this.#groups.largest();
    return largest.slots[this.#random.below(largest.count)]!;
  }

  changed(): void {}

  /** Each row takes its part of what was seen of its old value along to its new one. */
  revalued(rows: readonly Revalued[]): void {
    const before = new Map(this.#tallies);
    const totals = new Map<number, number>();
    for (const { from, rows: count } of rows) totals.set(from, (totals.get(from) ?? 0) + count);
    for (const from of totals.keys()) this.#tallies.delete(from);
    for (const { from, to, rows: count } of rows) {
      const old = before.get(from)!;
      const part = Math.max(count, Math.round((old.seen * count) / totals.get(from)!));
      const tally = this.#tallies.get(to) ?? { seen: 0, full: false };
      this.#tallies.set(to, { seen: tally.seen + part, full: tally.full || old.full });
    }
  }

  state(): BalancedReservoirState {
    const tallies = [...this.#tallies];
    return {
      ...FORMAT.header,
      values: Float64Array.from(tallies, ([value]) => value),
      seen: Float64Array.from(tallies, ([, { seen }]) => seen),
      full: Uint8Array.from(tallies, ([, { full }]) => +full),
    };
  }
}
