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
export type StandardPolicyState = {
  /** Sum of the losses of the open block, and its rows. */
  lossSum: number;
  rowCount: number;
  /** Closed blocks in a row under `advanceLoss`, and over `regressionLoss`. */
  blocksUnder: number;
  blocksOver: number;
  /** Mean loss of the newest closed block; null before the first one. */
  smoothedLoss: number | null;
};

const STAY: Decision = { kind: 'stay' };

/**
 * Moves on after a count of rows, or earlier when the smoothed loss has stayed under a threshold; goes back when it
 * has stayed over another one.
 *
 * The loss is smoothed over blocks of at least `smoothingRows` rows, and `patience` blocks in a row have to agree: one
 * example lies in one block, so none, however bad or good, moves a level on its own.
 *
 * @throws CurriculumError `OPTION` if a number is out of its range, or `advanceLoss` is not under `regressionLoss`.
 */
export function standardPolicy(options: StandardPolicyOptions = {}): Policy<StandardPolicyState> {
  const { examplesPerLevel = 500, advanceLoss, regressionLoss, smoothingRows = 64, patience = 3 } = options;
  checkCount('examplesPerLevel', examplesPerLevel, 1);
  checkCount('smoothingRows', smoothingRows, 2);
  checkCount('patience', patience, 2);
  checkLoss('advanceLoss', advanceLoss);
  checkLoss('regressionLoss', regressionLoss);
  if (advanceLoss !== undefined && regressionLoss !== undefined && advanceLoss >= regressionLoss)
    throw new CurriculumError(
      'OPTION',
      `advanceLoss is ${advanceLoss} and regressionLoss ${regressionLoss}, wanted advanceLoss < regressionLoss`,
    );
  const under = advanceLoss ?? Number.NEGATIVE_INFINITY;
  const over = regressionLoss ?? Number.POSITIVE_INFINITY;

  return {
    examplesPerLevel,
    enter: () => ({ lossSum: 0, rowCount: 0, blocksUnder: 0, blocksOver: 0, smoothedLoss: null }),
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
  };
}

function shown(state: StandardPolicyState): string {
  return (state.smoothedLoss ?? Number.NaN).toPrecision(3);
}

function checkCount(name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    throw new CurriculumError('OPTION', `${name} is ${value}, wanted a whole number ≥ ${least}`);
}

function checkLoss(name: string, value: number | undefined): void {
  if (value !== undefined && !(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new CurriculumError('OPTION', `${name} is ${value}, wanted a finite number > 0`);
}
