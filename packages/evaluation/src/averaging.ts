import { EvaluationError } from './errors.js';
import type { StateTree } from './state.js';
import type { StateReader } from './state-reader.js';

/**
 * Which rows a metric averages over, and with which weights:
 * - neither given: all rows so far, equally (running);
 * - `window`: the last so many rows, equally, exactly; a whole number ≥ 1;
 * - `fading`: all rows so far, a row `age` rows old weighing `fading ** age`; 0 < fading < 1. The effective number of
 *   rows is 1 / (1 - fading): 0.999 averages over about the last 1,000 (Gama, Sebastião and Rodrigues 2013).
 */
export type Averaging = { readonly window?: number; readonly fading?: number };

/** The same, checked, with 0 for "no window" and 1 for "no fading". */
export type CheckedAveraging = { readonly window: number; readonly fading: number };

/**
 * Checks the averaging of a metric.
 *
 * @throws EvaluationError `OPTION` if a number is out of range or both are given.
 */
export function checkAveraging(averaging: Averaging): CheckedAveraging {
  const { window, fading } = averaging;
  if (window !== undefined && fading !== undefined)
    throw new EvaluationError(
      'OPTION',
      `window ${window} and fading ${fading} are both given, wanted one of them`,
    );
  if (window !== undefined && !(Number.isInteger(window) && window >= 1 && window <= 1 << 28))
    throw new EvaluationError('OPTION', `window is ${window} rows, wanted a whole number from 1 to 2^28`);
  if (fading !== undefined && !(fading > 0 && fading < 1))
    throw new EvaluationError(
      'OPTION',
      `fading is ${fading}, wanted a number over 0 and under 1, such as 0.999`,
    );
  return { window: window ?? 0, fading: fading ?? 1 };
}

/** Turns the checked form back into options, so that a state rebuilds its own metric. */
export function averagingState(averaging: CheckedAveraging): StateTree {
  return { window: averaging.window, fading: averaging.fading };
}

/** Reads the averaging that `averagingState` wrote. */
export function readAveraging(reader: StateReader): Averaging {
  const window = reader.count('window');
  const fading = reader.number('fading', 0, 1);
  return { ...(window > 0 && { window }), ...(fading < 1 && { fading }) };
}
