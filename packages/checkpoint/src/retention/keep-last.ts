import { checkWhole } from '../check-whole.js';
import type { RetentionRule } from './rules.js';

/** Keeps the last `count` checkpoints. @param count - ≥ 1. */
export function keepLast(count: number): RetentionRule {
  return { keep: 'last', count: checkWhole('keepLast', count, 1) };
}
