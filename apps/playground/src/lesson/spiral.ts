import type { Batch, Random } from '@graph/core';

/** Pieces into which the spiral is cut, from the middle outwards. */
export const PIECES = 5;

/** How often each arm goes round. */
const TURNS = 1.25;

/** How far a point may lie beside its arm. */
const WIDTH = 0.03;

/**
 * Draws points of one piece into a batch: `size` rows with inputs x and y from -1 to 1 and the target 0 or 1, the arm. Both arms
 * come equally often.
 *
 * @param piece - from 0, in the middle, to `PIECES` - 1.
 */
export function fillPiece(batch: Batch, piece: number, size: number, random: Random): void {
  batch.size = size;
  for (let row = 0; row < size; row += 1) {
    const arm = row % 2;
    const [x, y] = pointOf((piece + random.float()) / PIECES, arm);
    batch.inputs.data[2 * row] = x + WIDTH * (2 * random.float() - 1);
    batch.inputs.data[2 * row + 1] = y + WIDTH * (2 * random.float() - 1);
    batch.targets.data[row] = arm;
  }
}

/** The place on an arm that is `along` of it from the middle, 0 to 1. */
export function pointOf(along: number, arm: number): readonly [x: number, y: number] {
  const angle = 2 * Math.PI * TURNS * along + Math.PI * arm;
  const radius = 0.12 + 0.82 * along;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
