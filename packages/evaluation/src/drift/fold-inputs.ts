/**
 * Puts 1 and a row of inputs in place. Those that have no room are added to the first ones, every other round of them
 * negated: feature hashing (Weinberger et al. 2009) with a fixed hash.
 *
 * @param inputs - `[≥ offset + width]`.
 * @param folded - `[1 + room]`, 1 ≤ room ≤ width; overwritten.
 */
export function foldInputs(
  inputs: ArrayLike<number>,
  offset: number,
  width: number,
  folded: Float64Array,
): void {
  const room = folded.length - 1;
  folded[0] = 1;
  for (let at = 0; at < room; at += 1) folded[at + 1] = inputs[offset + at]!;
  for (let at = room; at < width; at += 1) {
    const value = inputs[offset + at]!;
    folded[(at % room) + 1]! += Math.floor(at / room) % 2 === 0 ? value : -value;
  }
}
