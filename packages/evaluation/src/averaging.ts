import type { OptionNames, StateReader, StateTree } from '@graph/core';
import { check } from './check.js';

/**
 * Which rows a metric averages over, and with which weights:
 * - neither given: all rows so far, equally (running);
 * - `window`: the last so many rows, equally, exactly; a whole number from 1 to 2^28;
 * - `fading`: all rows so far, a row `age` rows old weighing `fading ** age`; 0 < fading < 1. The effective number of
 *   rows is 1 / (1 - fading): 0.999 averages over about the last 1,000 (Gama, Sebastião and Rodrigues 2013).
 */
export type Averaging = { readonly window?: number; readonly fading?: number };

/** The same, checked, with 0 for "no window" and 1 for "no fading". */
export type CheckedAveraging = { readonly window: number; readonly fading: number };

export const AVERAGING_NAMES: OptionNames<Averaging> = { window: true, fading: true };

const MOST_ROWS: number = 2 ** 28;

/**
 * Checks the averaging of a metric.
 *
 * @throws EvaluationError `OPTION` if a number is out of range or both are given.
 */
export function checkAveraging(averaging: Averaging): CheckedAveraging {
  const { window, fading } = averaging;
  if (window !== undefined && fading !== undefined)
    throw check.error(`window ${window} and fading ${fading} are both given, wanted one of them`);
  if (window !== undefined) check.wholeNumber('window', window, { min: 1, max: MOST_ROWS });
  if (fading !== undefined) check.number('fading', fading, { above: 0, below: 1 });
  return { window: window ?? 0, fading: fading ?? 1 };
}

/** The checked form as a part of a state. */
export function averagingState(averaging: CheckedAveraging): StateTree {
  return { window: averaging.window, fading: averaging.fading };
}

/** Reads the averaging that `averagingState` wrote. */
export function readAveraging(reader: StateReader): Averaging {
  const window = reader.count('window', 0, MOST_ROWS);
  const fading = reader.number('fading', Number.MIN_VALUE, 1);
  if (window > 0 && fading < 1) throw reader.error('fading', '1 beside a window');
  return { ...(window > 0 && { window }), ...(fading < 1 && { fading }) };
}
