import type { WordRandom } from '../kernels/word-random.js';
import type { SlotGroups } from '../slot-groups.js';
import type { EvictionPolicy, PolicyState } from './policy.js';

/** What is known of one value of the field: rows offered so far, and whether it has ever been the largest. */
type Tally = { seen: number; full: boolean };

/** Class-balancing reservoir sampling, algorithm 1 of Chrysakis and Moens (2020). */
export class BalancedReservoirPolicy implements EvictionPolicy {
  readonly #groups: SlotGroups;
  readonly #random: WordRandom;
  readonly #tallies: Map<number, Tally> = new Map();

  constructor(groups: SlotGroups, random: WordRandom, state: PolicyState) {
    this.#groups = groups;
    this.#random = random;
    state?.values.forEach((value, at) => {
      this.#tallies.set(value, { seen: state.seen[at]!, full: state.full[at] === 1 });
    });
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

  state(): PolicyState {
    const tallies = [...this.#tallies];
    return {
      values: Float64Array.from(tallies, ([value]) => value),
      seen: Float64Array.from(tallies, ([, { seen }]) => seen),
      full: Uint8Array.from(tallies, ([, { full }]) => +full),
    };
  }
}
