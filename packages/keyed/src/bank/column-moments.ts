/** Numbers that are kept of a column: its origin, and relative to it mean and variance, and how many values they are of. */
export const MOMENTS = 4;
/** Values are held within so many deviations before they move a mean. */
const HELD = 6;
/** A start is robust: values within so many median deviations of the median. */
const START_HELD = 5;
/** The scale of a median absolute deviation at which it is the deviation of a normal distribution. */
const NORMAL = 1.4826;
/** Values beyond this many median deviations from the origin lose digits as float32: the origin moves. */
const FAR_ORIGIN = 4096;
/** The largest number that a 32-bit float holds. */
const LARGEST = 3.4028234663852886e38;

/** Whether statistics are made anew from all rows after so many of them: often at first, so that no early value ruins them. */
export function isStart(rows: number): boolean {
  return rows <= 8 || rows === 16 || rows === 32;
}

/** Makes a value relative to the origin of its column, the first one that came; missing is NaN. */
export function relative(cells: Float64Array, at: number, value: number): number {
  if (Number.isNaN(value)) return value;
  const origin = cells[at]!;
  return Math.fround(Math.max(-LARGEST, Math.min(value - (Number.isNaN(origin) ? value : origin), LARGEST)));
}

/** Takes a value into account that comes after the start: held near the mean, and fading where `horizon` values are exceeded. */
export function addValue(cells: Float64Array, at: number, value: number, horizon: number): void {
  if (Number.isNaN(value)) return;
  const mean = cells[at + 1]!;
  const variance = cells[at + 2]!;
  const count = Math.min(cells[at + 3]! + 1, horizon);
  const reach = HELD * Math.sqrt(variance);
  const held = variance > 0 ? Math.max(mean - reach, Math.min(value, mean + reach)) : value;
  const next = mean + (held - mean) / count;
  cells[at + 1] = next;
  cells[at + 2] = variance + ((held - mean) * (held - next) - variance) / count;
  cells[at + 3] = count;
}

/** Sorted values of a start, and their distances from the median. */
const sorted = new Float64Array(32);
const distances = new Float64Array(32);

/**
 * Makes statistics anew from the values of all rows so far, without letting a wild one among them count as more than
 * `START_HELD` spreads.
 *
 * @param values - relative to the origin, without missing ones; changed.
 * @returns how far the origin moves, so that the values that come keep their digits: mostly 0.
 */
export function startMoments(cells: Float64Array, at: number, values: Float64Array, count: number): number {
  if (count === 0) return 0;
  sort(values, sorted, count);
  const median = sorted[(count - 1) >> 1]!;
  for (let index = 0; index < count; index += 1) values[index] = Math.abs(sorted[index]! - median);
  sort(values, distances, count);
  const spread = NORMAL * spreadOf(count);
  let [mean, squares] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    const reach = START_HELD * spread;
    const held = Math.max(median - reach, Math.min(sorted[index]!, median + reach));
    const before = mean;
    mean += (held - before) / (index + 1);
    squares += (held - before) * (held - mean);
  }
  // Most may be equal for want of digits alone.
  const moved = Math.abs(median) > FAR_ORIGIN * distances[(count - 1) >> 1]! ? median : 0;
  const origin = cells[at]!;
  cells[at] = origin + moved;
  cells[at + 1] = mean - moved;
  cells[at + 2] = squares / count;
  cells[at + 3] = count;
  return cells[at]! - origin;
}

/** The median of the distances, or where most are 0 that of the others. */
function spreadOf(count: number): number {
  const middle = distances[(count - 1) >> 1]!;
  if (middle > 0) return middle;
  let zeros = 0;
  while (zeros < count && distances[zeros] === 0) zeros += 1;
  return zeros === count ? 0 : distances[zeros + ((count - zeros - 1) >> 1)]!;
}

/** Insertion sort, in the same order on every engine. */
function sort(from: Float64Array, to: Float64Array, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const value = from[index]!;
    let place = index;
    for (; place > 0 && to[place - 1]! > value; place -= 1) to[place] = to[place - 1]!;
    to[place] = value;
  }
}
