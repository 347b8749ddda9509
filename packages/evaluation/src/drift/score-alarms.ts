import { EvaluationError } from '../errors.js';

/** How well alarms meet the changes that are known. */
export type AlarmScore = {
  /** Changes with an alarm in time. */
  readonly found: number;
  readonly missed: number;
  /** Alarms that are not the first one after a change, in time. */
  readonly falseAlarms: number;
  /** Mean rows from a change to its alarm; null when none was found. */
  readonly meanDelay: number | null;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
};

/**
 * Scores the alarms of a detector on a stream whose changes are known: the first alarm within `tolerance` rows of a
 * change has found it, every other alarm is false.
 *
 * @param alarms - rows with an alarm, ascending.
 * @param changes - rows at which a change begins, ascending.
 * @param tolerance - rows after a change within which it counts as found, ≥ 1; a next change ends it too.
 * @throws EvaluationError `OPTION` if `tolerance` is anything else.
 */
export function scoreAlarms(
  alarms: readonly number[],
  changes: readonly number[],
  tolerance: number,
): AlarmScore {
  if (!(tolerance >= 1))
    throw new EvaluationError('OPTION', `tolerance is ${tolerance} rows, wanted at least 1`);
  const delays = changes.flatMap((change, index) => {
    const end = Math.min(change + tolerance, changes[index + 1] ?? Number.POSITIVE_INFINITY);
    const alarm = alarms.find((row) => row >= change && row < end);
    return alarm === undefined ? [] : [alarm - change];
  });
  const found = delays.length;
  const precision = alarms.length === 0 ? 0 : found / alarms.length;
  const recall = changes.length === 0 ? 0 : found / changes.length;
  return {
    found,
    missed: changes.length - found,
    falseAlarms: alarms.length - found,
    meanDelay: found === 0 ? null : delays.reduce((sum, delay) => sum + delay, 0) / found,
    precision,
    recall,
    f1: found === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}
