import { RehearsalFocus } from '@graph/evaluation';
import { mixed, recency, type Strategy, uniform } from '@graph/replay';
import type { TrainSettings } from '../settings/train-settings.js';
import type { RowMemory } from './course.js';
import type { StateTree } from './shapes.js';
import { strategyOf, unweighted } from './strategy-of.js';

/** Drifts whose rows are kept for the report; later ones are only counted. */
const MOST_KEPT = 1000;

/** Steps between two looks at old rows, and rows of one look: about one old row for 8 new ones in a full batch. */
const LOOK_EVERY = 16;
export const LOOK_ROWS: number = 32;

/** Notices that the world has changed, and turns rehearsal to recent rows until the new concept fills the memory. */
export class DriftResponse {
  readonly #adapts: boolean;
  readonly #usual: Strategy;
  readonly #focus: RehearsalFocus;
  #foundAt: number[] = [];
  #rows = 0;
  #steps = 0;
  #applied = '';

  constructor(settings: TrainSettings, state?: StateTree) {
    this.#adapts = settings['on-drift'] === 'adapt';
    this.#usual = strategyOf(settings);
    this.#focus =
      state === undefined
        ? new RehearsalFocus({ memoryRows: settings['replay-capacity'] })
        : RehearsalFocus.from(state['focus'] as never);
    if (state === undefined) return;
    this.#foundAt = [...(state['foundAt'] as Float64Array)];
    this.#rows = state['rows'] as number;
    this.#steps = state['steps'] as number;
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

  /** Takes in the error of a new row, 0 to 1, from before it was learned. */
  observe(error: number): void {
    this.#rows += 1;
    if (this.#focus.update(error)) this.#found();
  }

  /**
   * Looks at old rows when it is time to, and then lets `memory` rehearse what fits the world as it is.
   *
   * @param errorsOf - draws rows of the memory and gives each one's id and error to the callback.
   */
  adapt(
    memory: RowMemory,
    errorsOf: (strategy: Strategy, visit: (id: number, error: number) => void) => void,
  ): void {
    this.#steps += 1;
    if (this.#steps % LOOK_EVERY === 0 && memory.size > LOOK_ROWS)
      errorsOf(uniform(), (id, error) => {
        if (this.#focus.updateRemembered(memory.added - 1 - id, error)) this.#found();
      });
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
    if (recentShare === 1) return recent;
    return mixed(
      [
        { share: recentShare, strategy: recent },
        { share: 1 - recentShare, strategy: this.#usual },
      ],
      unweighted,
    );
  }

  #found(): void {
    if (this.#foundAt.length < MOST_KEPT) this.#foundAt.push(this.#rows);
  }

  state(): StateTree {
    return {
      focus: this.#focus.state() as StateTree,
      foundAt: Float64Array.from(this.#foundAt),
      rows: this.#rows,
      steps: this.#steps,
    };
  }
}
