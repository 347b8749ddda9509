import type { StateReader, StateTree } from '@graph/core';
import { PairedProbes, RehearsalFocus } from '@graph/evaluation';
import { mixed, recency, type Strategy, uniform } from '@graph/replay';
import type { ReplaySettings } from '../session/learning-settings.js';
import { replayStrategy, UNWEIGHTED } from '../session/replay-strategy.js';
import type { RowMemory } from '../session/row-memory.js';

/** What to do when the world has changed: rehearse recent rows, only report it, or not look. */
export type OnDrift = 'adapt' | 'report' | 'ignore';

/** Drifts whose rows are kept for the report; later ones are only counted. */
const MOST_KEPT = 1000;

/** Under so many rows a memory is short already. */
const LEAST_LONG_ROWS = 40;

/** A new row before it is learned. */
export type ScoredRow = {
  /** How wrong the answer was, 0 to 1. */
  readonly error: number;
  /** Encoded rows; this one begins at `offset`. */
  readonly inputs: Float32Array;
  readonly offset: number;
  /** On the scale of the network: standardised, or a class's number. */
  readonly target: number;
  readonly answer: number;
};

/** Notices that the world has changed, and turns rehearsal to recent rows until the new concept fills the memory. */
export class DriftResponse {
  readonly #adapts: boolean;
  readonly #usual: Strategy;
  readonly #longRows: number;
  readonly #focus: RehearsalFocus;
  #probes: PairedProbes;
  #foundAt: number[] = [];
  #rows = 0;
  #applied = '';

  /** @param reader - of the `state()` of an earlier one with the same settings. */
  constructor(
    onDrift: Exclude<OnDrift, 'ignore'>,
    replay: ReplaySettings,
    inputWidth: number,
    reader?: StateReader,
  ) {
    this.#adapts = onDrift === 'adapt';
    this.#usual = replayStrategy(replay);
    this.#longRows = Math.max(replay.capacity, LEAST_LONG_ROWS);
    if (reader === undefined) {
      this.#focus = new RehearsalFocus({ memoryRows: replay.capacity });
      this.#probes = this.#newProbes(inputWidth);
      return;
    }
    this.#focus = reader.restore('focus', (state) => RehearsalFocus.from(state));
    this.#probes = reader.restore('probes', (state) => PairedProbes.from(state));
    this.#foundAt = [...reader.floats('foundAt')];
    this.#rows = reader.count('rows');
    // The memory is restored with the strategy that was set for it.
    this.#applied = this.#wanted();
  }

  /** Rows at which a drift was found, 1-based. */
  get foundAt(): readonly number[] {
    return this.#foundAt;
  }

  /** Drifts found. */
  get count(): number {
    return this.#focus.changes;
  }

  /** Takes in a row: errors that rise show a sudden change, and the probes a slow one. Returns whether there is one. */
  update({ error, inputs, offset, target, answer }: ScoredRow): boolean {
    this.#rows += 1;
    const isSlow = this.#probes.update(inputs, target, answer, offset);
    if (this.#focus.update(error)) this.#probes.restart();
    else if (isSlow) this.#focus.outdate(this.#probes.comparedRows);
    else return false;
    if (this.#foundAt.length < MOST_KEPT) this.#foundAt.push(this.#rows);
    return true;
  }

  /** Compares anew from here on, with more inputs: what was compared so far had fewer. */
  widen(inputWidth: number): void {
    this.#probes = this.#newProbes(inputWidth);
  }

  /** Lets `memory` rehearse what fits the present world. */
  adapt(memory: RowMemory): void {
    if (!this.#adapts) return;
    const wanted = this.#wanted();
    if (wanted === this.#applied) return;
    this.#applied = wanted;
    memory.setStrategy(this.#strategy(this.#focus.recentShare, this.#focus.halfLife));
  }

  /** Names the strategy that fits the present world, so that it is set only when it is another one. */
  #wanted(): string {
    const { recentShare, halfLife } = this.#focus;
    return recentShare === 0 ? '' : `${recentShare} ${halfLife}`;
  }

  #strategy(recentShare: number, halfLife: number): Strategy {
    if (recentShare === 0) return this.#usual;
    const recent = recency({ halfLife });
    // Priorities would favour the rows that are outdated: their losses are the largest.
    const rest = this.#usual.kind === 'prioritized' || this.#usual.kind === 'mixed' ? uniform() : this.#usual;
    if (recentShare === 1) return recent;
    return mixed(
      [
        { share: recentShare, strategy: recent },
        { share: 1 - recentShare, strategy: rest },
      ],
      UNWEIGHTED,
    );
  }

  #newProbes(width: number): PairedProbes {
    return new PairedProbes({ width, longRows: this.#longRows });
  }

  state(): StateTree {
    return {
      focus: this.#focus.state(),
      probes: this.#probes.state(),
      foundAt: Float64Array.from(this.#foundAt),
      rows: this.#rows,
    };
  }
}
