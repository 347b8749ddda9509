import { CheckpointError } from './errors.js';

/** Gives a whole number back, or says what was wrong with it. */
export function checkWhole(name: string, value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new CheckpointError('OPTIONS', `${name} is ${value}; wanted a whole number ≥ ${least}`);
  }
  return value;
}
