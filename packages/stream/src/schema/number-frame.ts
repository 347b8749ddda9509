/**
 * Chooses origin and scale (a power of two) with which numbers like these keep their digits in a 32-bit float: 0 and 1
 * unless they lie far from zero beside their spread, or are extremely large or small. Running statistics take
 * both out again, so nothing of the future leaks through them.
 */
export function numberFrame(values: readonly number[]): { readonly origin: number; readonly scale: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { origin: 0, scale: 1 };
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const spread = high - low;
  // A 32-bit float has 24 bits: 2^13 times the spread leaves 11 of them to tell the values apart.
  const far = spread > 0 ? largest > 2 ** 13 * spread : largest > 2 ** 24;
  const origin = far ? low : 0;
  const size = Math.max(Math.abs(low - origin), Math.abs(high - origin));
  let scale = 1;
  while (size * scale > 2 ** 40) scale /= 2;
  while (size > 0 && size * scale < 2 ** -40 && scale < 2 ** 1000) scale *= 2;
  return { origin, scale };
}
