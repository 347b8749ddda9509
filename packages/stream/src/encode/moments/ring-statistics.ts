import { RING } from './guard-layout.js';

/** The last values of a ring of which `rows` were written, at most `count`, oldest first. */
export function lastOf(cells: Float64Array, from: number, rows: number, count: number): Float64Array {
  const length = Math.min(count, rows, RING);
  const last = new Float64Array(length);
  for (let at = 0; at < length; at += 1) last[at] = cells[from + ((rows - length + at) % RING)] as number;
  return last;
}

/** The upper median: one of the values themselves, so that a mode is found exactly. */
export function medianOf(values: Float64Array): number {
  return values.slice().sort()[values.length >> 1] ?? 0;
}

/** The median absolute deviation from a median, scaled to the deviation of a normal distribution. */
export function spreadOf(values: Float64Array, median: number): number {
  return 1.4826 * medianOf(values.map((value) => Math.abs(value - median)));
}
