const ABOVE = ' ▁▂▃▄▅▆▇█';
const BELOW = ' ▔▀█';

/** Draws values as two lines of bars, with the zero between them: what is over it above, what is under it below. */
export function signedChart(values: readonly number[]): readonly [above: string, below: string] {
  const most = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  const bars = (letters: string, sign: number): string =>
    values
      .map((value) => {
        const share = (sign * value) / most;
        // What is not zero is seen.
        return share > 0 ? letters[Math.max(1, Math.round(share * (letters.length - 1)))] : letters[0];
      })
      .join('');
  return [bars(ABOVE, 1), bars(BELOW, -1)];
}
