/**
 * Returns the sine and cosine of a fraction of a full turn, the same bits on every engine: Taylor polynomials on an
 * eighth of a turn (Math.sin may differ in its last bits). Absolute error below 1e-12.
 *
 * @param turns - any finite number; 0.25 is a right angle.
 */
export function turn(turns: number): readonly [sine: number, cosine: number] {
  const fraction = turns - Math.floor(turns);
  const quarter = Math.round(fraction * 4);
  const x = (fraction - quarter / 4) * 6.283185307179586;
  const s = x * x;
  const sine =
    x * (1 - (s / 6) * (1 - (s / 20) * (1 - (s / 42) * (1 - (s / 72) * (1 - (s / 110) * (1 - s / 156))))));
  const cosine =
    1 - (s / 2) * (1 - (s / 12) * (1 - (s / 30) * (1 - (s / 56) * (1 - (s / 90) * (1 - s / 132)))));
  if (quarter === 1) return [cosine, -sine];
  if (quarter === 2) return [-sine, -cosine];
  if (quarter === 3) return [-cosine, sine];
  return [sine, cosine];
}
