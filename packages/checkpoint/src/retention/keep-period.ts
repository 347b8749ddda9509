import { checkRule } from './check-rules.js';
import type { RetentionRule } from './rules.js';

/** Keeps the first checkpoint of each period of the clock, such as one an hour. @param milliseconds - a whole number ≥ 1. */
export function keepPeriod(milliseconds: number): RetentionRule {
  return checkRule('keepPeriod', { keep: 'period', milliseconds });
}
