import { LearnerError } from './errors.js';

/** @throws LearnerError `OPTION` if `value` is not from `min` to `max`, both inclusive. */
export function requireRange(
  name: string,
  value: number,
  min: number,
  max: number = Number.POSITIVE_INFINITY,
): void {
  if (!(value >= min && value <= max))
    throw new LearnerError('OPTION', `${name} is ${value}, wanted ${describe(min, max)}`);
}

/** @throws LearnerError `OPTION` if `value` is no whole number from `min` to `max`, both inclusive. */
export function requireInteger(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw new LearnerError('OPTION', `${name} is ${value}, wanted a whole number ${describe(min, max)}`);
}

function describe(min: number, max: number): string {
  const low = min === Number.MIN_VALUE ? '> 0' : `≥ ${min}`;
  const high = max === 1 - Number.EPSILON ? 'and < 1' : `and ≤ ${max}`;
  return max >= Number.MAX_SAFE_INTEGER ? low : `${low} ${high}`;
}
