import { copyTree, type StateReader, type StateTree } from '@graph/core';
import { CurriculumError } from './errors.js';
import type { Policy, Progress } from './policies/policy.js';

/** A level was left for the next one or the one before. */
export type LevelChange = {
  readonly kind: 'advance' | 'regress';
  /** 1-based. */
  readonly from: number;
  /** 1-based. */
  readonly to: number;
  /** For people: what the policy saw. */
  readonly reason: string;
};

/** Where a {@link LevelWalk} is: plain data. */
export type LevelWalkState = {
  readonly level: number;
  /** Rows generated since the level was entered. */
  readonly generated: number;
  /** Those of them that were observed. */
  readonly observed: number;
  /** Rows of the levels before that are not yet observed. */
  readonly carried: number;
  /** Whether the policy has wanted to leave the last level. */
  readonly finished: boolean;
  /** What the policy remembers of its stay on this level. */
  readonly policy: StateTree;
};

/** Goes from level to level: counts the rows and asks the policy; knows nothing of what the rows are. */
export class LevelWalk {
  readonly #policy: Policy;
  readonly #moves: boolean;
  readonly #progress: { -readonly [Key in keyof Progress]: Progress[Key] };
  #level: number;
  #generated = 0;
  #observed = 0;
  #carried = 0;
  #finished = false;
  #policyState: StateTree;

  /** @param moves - false: stays on the first level forever and never asks the policy. */
  constructor(policy: Policy, firstLevel: number, lastLevel: number, moves: boolean) {
    this.#policy = policy;
    this.#moves = moves;
    this.#progress = { level: 0, firstLevel, lastLevel, examples: 0, loss: 0, rows: 0 };
    this.#level = firstLevel;
    this.#policyState = policy.enter();
  }

  /** The present level, 1-based. */
  get level(): number {
    return this.#level;
  }

  /** Whether the policy has wanted to leave the last level, and no other was entered since. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Returns how many rows may be generated before the policy has to be asked. */
  get room(): number {
    const budget = this.#policy.examplesPerLevel;
    if (budget === undefined || !this.#moves || this.#level === this.#progress.lastLevel)
      return Number.POSITIVE_INFINITY;
    // A policy that stays at its budget gets as much again, so that no policy can stop the rows.
    return (Math.floor(this.#observed / budget) + 1) * budget - this.#generated;
  }

  /** Counts one row as generated. */
  count(): void {
    this.#generated += 1;
  }

  /** Counts the oldest `rows` rows as observed with the mean loss `loss`, and asks the policy. */
  observe(loss: number, rows: number): LevelChange | undefined {
    const outstanding = this.#carried + this.#generated - this.#observed;
    if (!(Number.isSafeInteger(rows) && rows >= 1 && rows <= outstanding))
      throw new CurriculumError(
        'OBSERVATION',
        `rows is ${rows}, wanted a whole number from 1 to ${outstanding}, the rows filled and not yet observed`,
      );
    if (!Number.isFinite(loss))
      throw new CurriculumError(
        'OBSERVATION',
        `loss is ${loss}, wanted the finite mean loss of the ${rows} rows`,
      );
    // Rows of the level before say nothing about this one.
    const carried = Math.min(this.#carried, rows);
    this.#carried -= carried;
    this.#observed += rows - carried;
    if (!this.#moves || rows === carried) return undefined;

    const progress = this.#progress;
    progress.level = this.#level;
    progress.examples = this.#observed;
    progress.loss = loss;
    progress.rows = rows - carried;
    const decision = this.#policy.observe(this.#policyState, progress);
    if (decision.kind === 'stay') return undefined;
    const from = this.#level;
    const to = decision.kind === 'advance' ? from + 1 : from - 1;
    if (to > progress.lastLevel) this.#finished = true;
    if (to < progress.firstLevel || to > progress.lastLevel) return undefined;
    this.#level = to;
    this.#finished = false;
    this.#carried = this.#generated - this.#observed;
    this.#generated = 0;
    this.#observed = 0;
    this.#policyState = this.#policy.enter();
    return { kind: decision.kind, from, to, reason: decision.reason };
  }

  /** Returns where the walk is, as copies. */
  state(): LevelWalkState {
    return {
      level: this.#level,
      generated: this.#generated,
      observed: this.#observed,
      carried: this.#carried,
      finished: this.#finished,
      policy: copyTree(this.#policyState),
    };
  }

  /**
   * Restores what `state()` gave.
   *
   * @throws CurriculumError `STATE` if it is not such a state, or one of another policy.
   */
  restore(reader: StateReader): void {
    const { firstLevel, lastLevel } = this.#progress;
    this.#level = reader.count('level', firstLevel, lastLevel);
    this.#generated = reader.count('generated');
    this.#observed = reader.count('observed', 0, this.#generated);
    this.#carried = reader.count('carried');
    this.#finished = reader.flag('finished');
    this.#policyState = reader.restore('policy', (state: StateTree) => {
      this.#policy.check?.(state);
      return copyTree(state);
    });
  }
}
