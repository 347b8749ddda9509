/** Rows of one world that a network has learned when its work gets lighter by a level, at an effort of 1. */
const LEVELS = [4000, 16_000, 64_000, 256_000] as const;
/** Levels that a network loses whose mixture does without, and one that hardly counts. */
const WORTHLESS = 2;
const HARDLY_COUNTS = 0.02;
const MOST = 5;

/** How a network works. */
export type WorkPlan = {
  /** Rows that it rehearses in an update, at most, and updates; new rows that it waits for. */
  readonly rehearsed: number;
  readonly updates: number;
  readonly every: number;
};

/**
 * How light the work of a network should be, from 0: as it is set, each level beyond 1 half of the one before.
 *
 * @param age - rows of the present world that it has learned.
 * @param effort - 1, or a factor to its rows at which the work gets lighter.
 * @param isWorth - whether the mixture saves anything by having networks.
 * @param share - how much the network counts in the mixture.
 */
export function effortLevel(age: number, effort: number, isWorth: boolean, share: number): number {
  let level = 0;
  for (const rows of LEVELS) if (age >= rows * effort) level += 1;
  // Who never had time to learn cannot be judged.
  if (!isWorth) level += WORTHLESS;
  if (share < HARDLY_COUNTS && age >= LEVELS[0] * effort) level += 1;
  return Math.min(level, MOST);
}

/** The work at a level: at level 1 half the rows in one update, from there on it waits twice as long for each. */
export function workAt(level: number, { rehearsed, updates, every }: WorkPlan): WorkPlan {
  if (level === 0) return { rehearsed, updates, every };
  return { rehearsed: Math.ceil(rehearsed / 2), updates: 1, every: every << (level - 1) };
}
