import { checkWhole } from '../check-whole.js';
import type { RetentionRule } from './rules.js';

/** Keeps the first checkpoint of each period of the clock, such as one an hour. @param milliseconds - ≥ 1. */
export function keepPeriod(milliseconds: number): RetentionRule {
  return { keep: 'period', milliseconds: checkWhole('keepPeriod', milliseconds, 1) };
}
