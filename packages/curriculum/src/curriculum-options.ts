import { CurriculumError } from './errors.js';
import type { Level } from './level.js';
import { standardLevels } from './levels/standard-levels.js';
import type { Policy } from './policies/policy.js';
import { type StandardPolicyOptions, standardPolicy } from './policies/standard-policy.js';

/** How a curriculum is set up. Give a `policy`, or the numbers of the standard one, not both. */
export type CurriculumOptions = StandardPolicyOptions & {
  /** Any safe integer. The held-out rows do not depend on it. */
  readonly seed: number;
  /** Easiest first, 1 to 255 of them; `standardLevels` when left out. */
  readonly levels?: readonly Level[];
  /** `curriculum` walks the levels (the default); `shuffled` draws each row from any level from startLevel to maxLevel. */
  readonly order?: 'curriculum' | 'shuffled';
  /** The first level, 1-based; 1 when left out. It is never regressed from. */
  readonly startLevel?: number;
  /** The last level, 1-based, startLevel or more; the number of levels when left out. It has no end. */
  readonly maxLevel?: number;
  /** Whether `regressionLoss` is looked at; whether it was given, when left out. */
  readonly allowRegression?: boolean;
  /** A pace of one's own in place of the standard one. */
  readonly policy?: Policy;
  /** Rows of each held-out set, 1 to 2^24; 1024 when left out. */
  readonly heldOutRows?: number;
};

/** {@link CurriculumOptions}, checked and with nothing left open. */
export type ResolvedOptions = {
  readonly seed: number;
  readonly levels: readonly Level[];
  readonly order: 'curriculum' | 'shuffled';
  readonly firstLevel: number;
  readonly lastLevel: number;
  readonly policy: Policy;
  readonly heldOutRows: number;
};

/**
 * Checks options and fills in the defaults.
 *
 * @throws CurriculumError `OPTION` for an option out of its range, `LEVEL` for levels that cannot be used.
 */
export function resolveOptions(options: CurriculumOptions): ResolvedOptions {
  const levels = options.levels ?? standardLevels;
  const {
    seed,
    order = 'curriculum',
    startLevel = 1,
    maxLevel = levels.length,
    heldOutRows = 1024,
  } = options;
  checkLevels(levels);
  if (!Number.isSafeInteger(seed))
    throw new CurriculumError('OPTION', `seed is ${seed}, wanted a whole number within ±(2^53 - 1)`);
  if (order !== 'curriculum' && order !== 'shuffled')
    throw new CurriculumError('OPTION', `order is ${String(order)}, wanted 'curriculum' or 'shuffled'`);
  checkWithin('startLevel', startLevel, 1, levels.length);
  checkWithin('maxLevel', maxLevel, 1, levels.length);
  if (startLevel > maxLevel)
    throw new CurriculumError(
      'OPTION',
      `startLevel is ${startLevel} and maxLevel ${maxLevel}, wanted startLevel ≤ maxLevel`,
    );
  checkWithin('heldOutRows', heldOutRows, 1, 2 ** 24);
  return {
    ...{ seed, levels, order, heldOutRows },
    ...{ firstLevel: startLevel, lastLevel: maxLevel, policy: choosePolicy(options) },
  };
}

/** @throws CurriculumError `OPTION` if `value` is no whole number from `least` to `most` (both inclusive). */
export function checkWithin(name: string, value: number, least: number, most: number): void {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most))
    throw new CurriculumError(
      'OPTION',
      `${name} is ${value}, wanted a whole number from ${least} to ${most}`,
    );
}

function choosePolicy(options: CurriculumOptions): Policy {
  const { policy, regressionLoss, allowRegression = regressionLoss !== undefined, ...pace } = options;
  if (policy === undefined) {
    if (allowRegression && regressionLoss === undefined)
      throw new CurriculumError('OPTION', 'allowRegression is given without regressionLoss, wanted both');
    return standardPolicy({
      ...pace,
      ...(allowRegression && regressionLoss !== undefined ? { regressionLoss } : {}),
    });
  }
  for (const name of PACE)
    if (options[name] !== undefined)
      throw new CurriculumError(
        'OPTION',
        `${name} and policy are both given, wanted one: the policy sets the pace`,
      );
  const budget = policy.examplesPerLevel;
  if (budget !== undefined && !(Number.isSafeInteger(budget) && budget >= 1))
    throw new CurriculumError(
      'OPTION',
      `the policy's examplesPerLevel is ${budget}, wanted a whole number ≥ 1`,
    );
  return policy;
}

const PACE = [
  'examplesPerLevel',
  'advanceLoss',
  'allowRegression',
  'regressionLoss',
  'smoothingRows',
  'patience',
] as const;

function checkLevels(levels: readonly Level[]): void {
  // A batch keeps the level in one byte.
  if (levels.length < 1 || levels.length > 255)
    throw new CurriculumError('LEVEL', `there are ${levels.length} levels, wanted 1 to 255`);
  for (const [index, { name, inputWidth, targetWidth = 1 }] of levels.entries())
    for (const [what, width] of Object.entries({ inputWidth, targetWidth }))
      if (!(Number.isSafeInteger(width) && width >= 1))
        throw new CurriculumError(
          'LEVEL',
          `the ${what} of level ${index + 1} (${name}) is ${width}, wanted a whole number ≥ 1`,
        );
}
