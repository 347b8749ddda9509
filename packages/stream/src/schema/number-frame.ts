/**
 * Chooses origin and scale (a power of two) with which numbers like these keep their digits in a 32-bit float: 0 and 1
 * unless they lie far from zero beside their spread, or are extremely large or small. A few wild values among them, up to
 * one in sixteen, change nothing. Running statistics take both out again, so nothing of the future leaks through them.
 */
export function numberFrame(values: readonly number[]): { readonly origin: number; readonly scale: number } {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  if (sorted.length === 0) return { origin: 0, scale: 1 };
  // Of the whole range, or of what lies between its sixteenths where the rest is far out.
  const whole = frameOf(sorted[0]!, sorted[sorted.length - 1]!);
  const cut = sorted.length >> 4;
  if (cut === 0) return whole;
  const [low, high] = [sorted[cut]!, sorted[sorted.length - 1 - cut]!];
  const spread = high - low;
  const reach = Math.max(sorted[sorted.length - 1]! - high, low - sorted[0]!);
  return spread > 0 && reach > 1000 * spread ? frameOf(low, high) : whole;
}

function frameOf(low: number, high: number): { readonly origin: number; readonly scale: number } {
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
