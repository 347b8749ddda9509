/**
 * Gives each class a number of its own, 0 to 1, as far as can be from those before it: 0, 1, 1/2, 1/4, 3/4, 1/8, …, which
 * is van der Corput's sequence after the first two.
 *
 * @param index - of the class, a whole number ≥ 0.
 */
export function classNumber(index: number): number {
  if (index < 2) return index;
  let value = 0;
  let place = 0.5;
  for (let rest = index - 1; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) value += place;
    place /= 2;
  }
  return value;
}
