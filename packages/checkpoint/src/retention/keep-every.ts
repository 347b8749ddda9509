import { checkWhole } from '../check-whole.js';
import type { RetentionRule } from './rules.js';

/** Keeps each checkpoint whose number of examples is a multiple of this. @param examples - ≥ 1. */
export function keepEvery(examples: number): RetentionRule {
  return { keep: 'every', examples: checkWhole('keepEvery', examples, 1) };
}
