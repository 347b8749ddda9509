import { EvaluationError } from './errors.js';

/** The most classes that a metric counts: three numbers each. */
export const MAX_CLASSES: number = 1 << 20;

/** @throws EvaluationError `VALUE` unless `target` is the index of a class and `predicted` one too, or -1 for "none yet". */
export function checkClasses(target: number, predicted: number): void {
  if (!(target >= 0 && target < MAX_CLASSES && target === Math.floor(target)))
    throw new EvaluationError(
      'VALUE',
      `target is ${target}, wanted the index of a class: a whole number from 0 to 2^20 - 1`,
    );
  if (!(predicted >= -1 && predicted < MAX_CLASSES && predicted === Math.floor(predicted)))
    throw new EvaluationError(
      'VALUE',
      `prediction is ${predicted}, wanted the index of a class, or -1 for "none yet"`,
    );
}

/** @throws EvaluationError `VALUE` unless `value` is finite. */
export function checkFinite(value: number, what: string): void {
  // The difference is NaN for NaN and for infinities: one test for the three.
  if (value - value !== 0) throw new EvaluationError('VALUE', `${what} is ${value}, wanted a finite number`);
}

/** @throws EvaluationError `VALUE` unless `value` is from 0 to 1, with room for the rounding of a 32-bit softmax. */
export function checkProbability(value: number, what: string): void {
  if (!(value >= -1e-6 && value <= 1 + 1e-6))
    throw new EvaluationError('VALUE', `${what} is ${value}, wanted a probability from 0 to 1`);
}
