import type { RandomState, StateHeader } from '@graph/core';
import type { Level } from './level.js';
import type { LevelWalkState } from './level-walk.js';

/** The state of a {@link Curriculum}: plain data, less than 2 KB for the standard levels. */
export type CurriculumState = StateHeader<'curriculum'> & {
  readonly seed: number;
  readonly order: string;
  readonly firstLevel: number;
  readonly lastLevel: number;
  readonly walk: LevelWalkState;
  /** Draws the level of each row when the order is `shuffled`. */
  readonly orderRandom: RandomState;
  /** Of each level: its name, the rows generated so far, and its own generator. */
  readonly levels: readonly {
    readonly name: string;
    readonly examples: number;
    readonly random: RandomState;
    /** Of its rows, where it has a list of them. */
    readonly digest?: string;
  }[];
};

/** What a state says of a level's rows, where it has a list of them. */
export function digestOf({ rows }: Level): { readonly digest?: string } {
  return rows === undefined ? {} : { digest: rows.digest };
}

/** Names in one text. */
export function listed(names: readonly string[]): string {
  return names.join(', ');
}
