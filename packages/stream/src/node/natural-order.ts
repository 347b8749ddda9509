/** Compares names as people count: `part-2` before `part-10`; what is left equal goes by its code units. */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [a.match(PARTS) ?? [], b.match(PARTS) ?? []];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [one, other] = [left[at]!, right[at]!];
    if (one === other) continue;
    if (DIGITS.test(one) && DIGITS.test(other)) {
      const [small, large] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
      if (small.length !== large.length) return small.length - large.length;
      if (small !== large) return small < large ? -1 : 1;
      continue;
    }
    return one < other ? -1 : 1;
  }
  if (left.length !== right.length) return left.length - right.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

const PARTS = /\d+|\D+/g;
const DIGITS = /^\d/;
