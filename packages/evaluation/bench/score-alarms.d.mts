/** How well alarms meet the changes that are known. */
export type AlarmScore = {
  /** Changes with an alarm in time. */
  readonly found: number;
  readonly missed: number;
  /** Alarms that are not the first one after a change, in time. */
  readonly falseAlarms: number;
  /** Mean rows from a change to its alarm; null when not one was found. */
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
 */
export function scoreAlarms(
  alarms: readonly number[],
  changes: readonly number[],
  tolerance: number,
): AlarmScore;
