const USUAL = new Set([-200, -32_768, 32_767, 65_535, -2_147_483_648, 2_147_483_647, 4_294_967_295]);

/**
 * Finds numbers that stand for "no value" among the first values of a column: -999 and its like. Such a number is the least or
 * the largest, came three times at least and in less than half of the rows, and lies apart from all others: by more than
 * their whole spread where it is a usual one (nines, -200, the ends of whole numbers), else by more than twenty times that where
 * it is a repeated digit, or below zero and no other is.
 */
export function sentinelsOf(values: readonly number[]): readonly number[] {
  if (values.length < 20) return [];
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  if (most < 3) return [];
  const sorted = [...counts.keys()].sort((a, b) => a - b);
  const found: number[] = [];
  for (let side = 0; side < 4 && sorted.length > 8; side += 1) {
    const isLow = side % 2 === 0;
    const value = sorted[isLow ? 0 : sorted.length - 1]!;
    const others = isLow ? sorted.slice(1) : sorted.slice(0, -1);
    // The outermost tenth of the others may hold further sentinels or wild values.
    const cut = Math.floor(others.length / 10);
    const spread = others[others.length - 1 - cut]! - others[cut]!;
    const gap = isLow ? others[0]! - value : value - others.at(-1)!;
    const count = counts.get(value)!;
    const isUsual = isUsualSentinel(value);
    const isOdd =
      (value < 0 && others[0]! >= 0 && Number.isInteger(value)) || /^-?(\d)\1\1+$/.test(String(value));
    const isApart = spread > 0 && gap > (isUsual ? 1 : 20) * spread;
    if ((isUsual || isOdd) && count >= 3 && count * 2 < values.length && isApart) {
      found.push(value);
      sorted.splice(isLow ? 0 : sorted.length - 1, 1);
    }
  }
  return found;
}

/** Tells whether a number is one that people write for "no value": nines of one sign, -200, the ends of whole numbers. */
export function isUsualSentinel(value: number): boolean {
  return USUAL.has(value) || /^-?9+(?:\.9+)?$/.test(String(value));
}
