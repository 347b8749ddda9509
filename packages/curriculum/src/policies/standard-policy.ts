import { type OptionNames, StateFormat, type StateHeader, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { CurriculumError } from '../errors.js';
import type { Decision, Policy, Progress } from './policy.js';

/** How {@link standardPolicy} paces. */
export type StandardPolicyOptions = {
  /** Rows after which a level is left in any case, a whole number ≥ 1; 500 when left out. */
  readonly examplesPerLevel?: number;
  /** Leave the level earlier when its smoothed loss has stayed under this, > 0; off when left out. */
  readonly advanceLoss?: number;
  /** Go back one level when its smoothed loss has stayed over this, > 0; off when left out. */
  readonly regressionLoss?: number;
  /** Rows over whose mean the loss is smoothed, a whole number ≥ 2; 64 when left out. */
  readonly smoothingRows?: number;
  /** Smoothed losses in a row that must lie under (over) the threshold, a whole number ≥ 2; 3 when left out. */
  readonly patience?: number;
};

/** What the policy remembers of the present level. */
export type StandardPolicyState = StateHeader<'standard-policy'> & {
  /** Sum of the losses of the open block, and its rows. */
  lossSum: number;
  rowCount: number;
  /** Closed blocks in a row under `advanceLoss`, and over `regressionLoss`. */
  blocksUnder: number;
  blocksOver: number;
  /** Mean loss of the newest closed block; null before the first one. */
  smoothedLoss: number | null;
};

export const PACE_NAMES: OptionNames<StandardPolicyOptions> = {
  examplesPerLevel: true,
  advanceLoss: true,
  regressionLoss: true,
  smoothingRows: true,
  patience: true,
};

const FORMAT = new StateFormat('standard-policy', 1, CurriculumError);
const STAY: Decision = { kind: 'stay' };

/**
 * Moves on after a count of rows, or earlier when the smoothed loss has stayed under a threshold; goes back when it
 * has stayed over another one.
 *
 * The loss is smoothed over blocks of at least `smoothingRows` rows, and `patience` blocks in a row have to agree: one
 * example lies in one block, so no example, however bad or good, moves a level on its own.
 *
 * @throws CurriculumError `OPTION` if a number is out of its range, or `advanceLoss` is not under `regressionLoss`.
 */
export function standardPolicy(options: StandardPolicyOptions = {}): Policy<StandardPolicyState> {
  check.names('standardPolicy', options, PACE_NAMES);
  const { examplesPerLevel = 500, advanceLoss, regressionLoss, smoothingRows = 64, patience = 3 } = options;
  check.wholeNumber('examplesPerLevel', examplesPerLevel, { min: 1 });
  check.wholeNumber('smoothingRows', smoothingRows, { min: 2 });
  check.wholeNumber('patience', patience, { min: 2 });
  for (const [name, loss] of Object.entries({ advanceLoss, regressionLoss }))
    if (loss !== undefined) check.number(name, loss, { above: 0, below: Number.POSITIVE_INFINITY });
  if (advanceLoss !== undefined && regressionLoss !== undefined && advanceLoss >= regressionLoss)
    throw check.error(
      `advanceLoss is ${advanceLoss} and regressionLoss ${regressionLoss}, wanted advanceLoss < regressionLoss`,
    );
  const under = advanceLoss ?? Number.NEGATIVE_INFINITY;
  const over = regressionLoss ?? Number.POSITIVE_INFINITY;

  return {
    examplesPerLevel,
    enter: () => ({
      ...FORMAT.header,
      lossSum: 0,
      rowCount: 0,
      blocksUnder: 0,
      blocksOver: 0,
      smoothedLoss: null,
    }),
    observe(state: StandardPolicyState, { loss, rows, examples, level, firstLevel }: Progress): Decision {
      state.lossSum += loss * rows;
      state.rowCount += rows;
      if (state.rowCount >= smoothingRows) {
        const mean = state.lossSum / state.rowCount;
        state.smoothedLoss = mean;
        state.blocksUnder = mean < under ? state.blocksUnder + 1 : 0;
        state.blocksOver = mean > over ? state.blocksOver + 1 : 0;
        state.lossSum = 0;
        state.rowCount = 0;
      }
      if (state.blocksOver >= patience && level > firstLevel)
        return { kind: 'regress', reason: `smoothed loss ${shown(state)} stayed over ${over}` };
      if (state.blocksUnder >= patience)
        return { kind: 'advance', reason: `smoothed loss ${shown(state)} stayed under ${under}` };
      return examples >= examplesPerLevel ? { kind: 'advance', reason: `${examples} examples` } : STAY;
    },
    check(state: StateTree): void {
      const reader = FORMAT.read(state);
      // Losses may be so large that their sum is infinite.
      reader.anyNumber('lossSum');
      for (const count of ['rowCount', 'blocksUnder', 'blocksOver']) reader.count(count);
      if (state['smoothedLoss'] !== null) reader.anyNumber('smoothedLoss');
    },
  };
}

function shown(state: StandardPolicyState): string {
  return (state.smoothedLoss ?? Number.NaN).toPrecision(3);
}
