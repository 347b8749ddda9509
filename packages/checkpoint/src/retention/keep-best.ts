import { checkWhole } from '../check-whole.js';
import type { RetentionRule } from './rules.js';

/**
 * Keeps the `count` best checkpoints by their `metric`; those without one are not looked at.
 *
 * @param count - ≥ 1.
 * @param mode - `min` if smaller is better (a loss), `max` if larger is.
 */
export function keepBest(count: number, mode: 'min' | 'max'): RetentionRule {
  return { keep: 'best', count: checkWhole('keepBest', count, 1), mode };
}
