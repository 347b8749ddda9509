const BARS = '▁▂▃▄▅▆▇█';

/** Draws values as one line of bars, the least as the lowest and the largest as the highest. */
export function chart(values: readonly number[]): string {
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  const highest = BARS.length - 1;
  return values
    .map((value) => BARS[span === 0 ? 3 : Math.round(((value - least) / span) * highest)])
    .join('');
}
