/** Lays short texts out one after another in lines of at most 80 columns, two spaces between. */
export function wrapped(parts: readonly string[], indent = '  '): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 2 <= 80)
      lines[lines.length - 1] = `${last}  ${part}`;
    else lines.push(`${indent}${part}`);
  }
  return lines;
}
