import { checkRule } from './check-rules.js';
import type { RetentionRule } from './rules.js';

/** Keeps the last `count` checkpoints. @param count - a whole number ≥ 1. */
export function keepLast(count: number): RetentionRule {
  return checkRule('keepLast', { keep: 'last', count });
}
