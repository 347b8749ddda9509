import type { Rollback } from './replayed-model-state.js';

/**
 * Tells which events later rollbacks have undone. A rollback that was itself undone undoes nothing.
 *
 * @param rollbacks - in the order of their sequences.
 * @returns whether what happened at a sequence is no part of the past any more. A rollback's own sequence is one.
 */
export function undone(rollbacks: readonly Rollback[]): (sequence: number) => boolean {
  const ranges: Rollback[] = [];
  const isUndone = (sequence: number): boolean =>
    ranges.some(([rollback, to]) => to < sequence && sequence < rollback);
  for (const rollback of [...rollbacks].reverse()) if (!isUndone(rollback[0])) ranges.push(rollback);
  return isUndone;
}
