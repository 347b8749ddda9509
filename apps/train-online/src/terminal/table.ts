/**
 * Lays rows out in columns: the first column to the left, the others to the right, `gap` spaces between.
 *
 * @returns one line per row, without spaces at their ends.
 */
export function table(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    (
      '  ' +
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
        .join(' '.repeat(gap))
    ).trimEnd(),
  );
}
