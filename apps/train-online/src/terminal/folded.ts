/** Lines narrower than this are left to the terminal. */
const LEAST = 20;

/** A label and what it says, or a line of a list. */
const INDENT = /^ +(?:\S+ {2,})?/;

const BARS_ONLY = /^ *[▁▂▃▄▅▆▇█]+$/;

/**
 * Breaks indented lines that are wider than the terminal, between words, and goes on under their text. Others are left
 * as they are: a command that somebody copies must stay one line.
 *
 * @param columns - of the terminal; undefined where there is none.
 */
export function folded(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < LEAST) return text;
  return text
    .split('\n')
    .flatMap((line) => foldLine(line, columns))
    .join('\n');
}

function foldLine(line: string, columns: number): string[] {
  const found = INDENT.exec(line)?.[0] ?? '';
  if (found === '' || line.length <= columns) return [line];
  const indent = found.length <= columns / 2 ? found : /^ +/.exec(line)![0];
  const isChart = BARS_ONLY.test(line);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = isChart ? columns : space > indent.length ? space : rest.indexOf(' ', columns);
    if (end < 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = ' '.repeat(indent.length) + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
