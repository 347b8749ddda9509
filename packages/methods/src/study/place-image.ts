import type { Images } from './images.js';
import type { StudyTask } from './streams.js';

/** Writes an image as a task shows it, from 0 to 1, into a row. */
export function placeImage(
  { pixels, side }: Images,
  image: number,
  { pixels: map }: StudyTask,
  to: Float32Array,
  row: number,
): void {
  const width = side * side;
  for (let at = 0; at < width; at += 1) {
    const from = map === undefined ? at : map[at]!;
    to[row * width + at] = from < 0 ? 0 : pixels[image * width + from]! / 255;
  }
}
