import type { OptionNames } from '@graph/core';
import { check } from './check.js';
import { checkLevels } from './check-levels.js';
import type { Level } from './level.js';
import { standardLevels } from './levels/standard-levels.js';
import type { Policy } from './policies/policy.js';
import { PACE_NAMES, type StandardPolicyOptions, standardPolicy } from './policies/standard-policy.js';

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
  /** A pace of your own in place of the standard one. */
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

/** Rows of a held-out set when nothing is said. */
export const HELD_OUT_ROWS = 1024;

const NAMES: OptionNames<CurriculumOptions> = {
  ...PACE_NAMES,
  seed: true,
  levels: true,
  order: true,
  startLevel: true,
  maxLevel: true,
  allowRegression: true,
  policy: true,
  heldOutRows: true,
};

/**
 * Checks options and fills in the defaults.
 *
 * @throws CurriculumError `OPTION` for an option out of its range, `LEVEL` for levels that cannot be used.
 */
export function resolveOptions(options: CurriculumOptions): ResolvedOptions {
  check.names('Curriculum', options, NAMES);
  const { seed, levels = standardLevels, order = 'curriculum', heldOutRows = HELD_OUT_ROWS } = options;
  checkLevels(levels);
  const { startLevel = 1, maxLevel = levels.length } = options;
  check.seed(seed);
  check.oneOf('order', order, ['curriculum', 'shuffled']);
  check.wholeNumber('startLevel', startLevel, { min: 1, max: levels.length });
  check.wholeNumber('maxLevel', maxLevel, { min: 1, max: levels.length });
  check.wholeNumber('heldOutRows', heldOutRows, { min: 1, max: 2 ** 24 });
  if (startLevel > maxLevel)
    throw check.error(`startLevel is ${startLevel} and maxLevel ${maxLevel}, wanted startLevel ≤ maxLevel`);
  const policy = choosePolicy(options);
  return { seed, levels, order, heldOutRows, firstLevel: startLevel, lastLevel: maxLevel, policy };
}

function choosePolicy(options: CurriculumOptions): Policy {
  const { policy, allowRegression, examplesPerLevel, advanceLoss, regressionLoss, smoothingRows, patience } =
    options;
  if (allowRegression !== undefined) check.flag('allowRegression', allowRegression);
  const pace = { examplesPerLevel, advanceLoss, regressionLoss, smoothingRows, patience };
  if (policy === undefined) {
    if (allowRegression === true && regressionLoss === undefined)
      throw check.error('allowRegression is given without regressionLoss, wanted both');
    const given = Object.entries(pace).filter(
      ([name, value]) => value !== undefined && (name !== 'regressionLoss' || allowRegression !== false),
    );
    return standardPolicy(Object.fromEntries(given));
  }
  for (const [name, value] of Object.entries({ ...pace, allowRegression }))
    if (value !== undefined)
      throw check.error(`${name} and policy are both given, wanted one: the policy sets the pace`);
  if (policy.examplesPerLevel !== undefined)
    check.wholeNumber("the policy's examplesPerLevel", policy.examplesPerLevel, { min: 1 });
  for (const method of ['enter', 'observe'] as const)
    if (typeof policy[method] !== 'function')
      throw check.error(`the policy's ${method} is ${String(policy[method])}, wanted a function`);
  return policy;
}
