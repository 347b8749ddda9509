import { checkRule } from './check-rules.js';
import type { RetentionRule } from './rules.js';

/** Keeps each checkpoint whose number of examples is a multiple of this. @param examples - a whole number ≥ 1. */
export function keepEvery(examples: number): RetentionRule {
  return checkRule('keepEvery', { keep: 'every', examples });
}
