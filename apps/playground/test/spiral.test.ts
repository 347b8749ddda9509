import { createBatch, Random } from '@graph/core';
import { expect, it } from 'vitest';
import { fillPiece, PIECES, pointOf } from '../src/lesson/spiral.ts';

it('draws as many points of one arm as of the other, all within the picture', () => {
  const batch = createBatch(100, 2, 1);
  for (let piece = 0; piece < PIECES; piece += 1) {
    fillPiece(batch, piece, 100, Random.fromSeed(piece, 'test'));
    expect(batch.size).toBe(100);
    expect(batch.targets.data.reduce((sum, arm) => sum + arm, 0)).toBe(50);
    expect(batch.inputs.data.every((place) => Math.abs(place) < 1)).toBe(true);
  }
});

it('goes outwards piece by piece, and its arms lie opposite to each other', () => {
  const radii = [0, 0.25, 0.5, 0.75, 1].map((along) => Math.hypot(...pointOf(along, 0)));
  expect(radii).toEqual([...radii].sort());
  const [[x, y], [otherX, otherY]] = [pointOf(0.3, 0), pointOf(0.3, 1)];
  expect(x + otherX).toBeCloseTo(0, 12);
  expect(y + otherY).toBeCloseTo(0, 12);
});
