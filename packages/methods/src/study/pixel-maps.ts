import type { Random } from '@graph/core';
import { permutation } from './permutation.js';

/** `[pixels]`: from which pixel of an image each pixel of the task's image comes, -1 where there is none: black. */
export type PixelMap = Int16Array;

/** A random permutation of all pixels. */
export function permutedPixels(side: number, random: Random): PixelMap {
  return Int16Array.from(permutation(side * side, random));
}

/** A rotation about the centre by an angle from 0 (inclusive) to a half turn (exclusive); the nearest pixel is taken. */
export function rotatedPixels(side: number, random: Random): PixelMap {
  const angle = random.float() * Math.PI;
  const [cosine, sine] = [series(angle, 0), series(angle, 1)];
  const map = new Int16Array(side * side);
  const centre = side / 2;
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const [dx, dy] = [x + 0.5 - centre, y + 0.5 - centre];
      const fromX = Math.floor(cosine * dx - sine * dy + centre);
      const fromY = Math.floor(sine * dx + cosine * dy + centre);
      const inside = fromX >= 0 && fromX < side && fromY >= 0 && fromY < side;
      map[y * side + x] = inside ? fromY * side + fromX : -1;
    }
  return map;
}

/** Sums Taylor's series of the cosine (`first` 0) or the sine (1): the same bits everywhere, as Math.cos is not. */
function series(x: number, first: 0 | 1): number {
  let term = first === 0 ? 1 : x;
  let sum = 0;
  for (let power = first; power < 40; power += 2) {
    sum += term;
    term *= (-x * x) / ((power + 1) * (power + 2));
  }
  return sum;
}
