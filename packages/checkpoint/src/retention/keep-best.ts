import { checkRule } from './check-rules.js';
import type { RetentionRule } from './rules.js';

/**
 * Keeps the `count` best checkpoints by their `metric`; those without one are not looked at.
 *
 * @param count - a whole number ≥ 1.
 * @param mode - `min` if smaller is better (a loss), `max` if larger is.
 */
export function keepBest(count: number, mode: 'min' | 'max'): RetentionRule {
  return checkRule('keepBest', { keep: 'best', count, mode });
}
