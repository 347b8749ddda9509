import { EvaluationError, PairedProbes, RehearsalFocus } from '@graph/evaluation';
import { mixed, recency, type Strategy, uniform } from '@graph/replay';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import type { RowMemory } from './course.js';
import type { StateTree } from './shapes.js';
import { strategyOf, unweighted } from './strategy-of.js';

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
  readonly #focus: RehearsalFocus;
  readonly #probes: PairedProbes;
  #foundAt: number[] = [];
  #rows = 0;
  #applied = '';

  /** @throws UsageError if `state` is of another version. */
  constructor(settings: TrainSettings, inputWidth: number, state?: StateTree) {
    this.#adapts = settings['on-drift'] === 'adapt';
    this.#usual = strategyOf(settings);
    const memoryRows = settings['replay-capacity'];
    if (state === undefined) {
      this.#focus = new RehearsalFocus({ memoryRows });
      const longRows = Math.max(memoryRows, LEAST_LONG_ROWS);
      this.#probes = new PairedProbes({ width: inputWidth, longRows });
      return;
    }
    try {
      this.#focus = RehearsalFocus.from(state['focus'] as never);
      this.#probes = PairedProbes.from(state['probes'] as never);
    } catch (error) {
      if (!EvaluationError.is(error)) throw error;
      throw new UsageError(
        `The checkpoint was written by another version of train-online, which looked for drift in another way (${error.message}): go on with that version, or begin a new run.`,
        { cause: error },
      );
    }
    this.#foundAt = [...(state['foundAt'] as Float64Array)];
    this.#rows = state['rows'] as number;
    // The memory comes back with the strategy that was set for it.
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

  /** Takes in a row: errors that rise show a sudden change, and the probes a slow one. */
  observe({ error, inputs, offset, target, answer }: ScoredRow): void {
    this.#rows += 1;
    const isSlow = this.#probes.update(inputs, target, answer, offset);
    if (this.#focus.update(error)) this.#probes.restart();
    else if (isSlow) this.#focus.outdate(this.#probes.comparedRows);
    else return;
    if (this.#foundAt.length < MOST_KEPT) this.#foundAt.push(this.#rows);
  }

  /** Lets `memory` rehearse what fits the world as it is. */
  adapt(memory: RowMemory): void {
    if (!this.#adapts) return;
    const wanted = this.#wanted();
    if (wanted === this.#applied) return;
    this.#applied = wanted;
    memory.setStrategy(this.#strategy(this.#focus.recentShare, this.#focus.halfLife));
  }

  /** Names the strategy that fits the world as it is, so that it is set only when it is another one. */
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
      unweighted,
    );
  }

  state(): StateTree {
    return {
      focus: this.#focus.state() as StateTree,
      probes: this.#probes.state() as StateTree,
      foundAt: Float64Array.from(this.#foundAt),
      rows: this.#rows,
    };
  }
}
