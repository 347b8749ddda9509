import type { ColumnCheck, TableCheck } from '@graph/stream';
import { grouped } from '../terminal/format.js';
import { printable } from '../terminal/printable.js';

const NAME_WIDTH = 24;
const EXAMPLES_WIDTH = 44;

/** Writes what was found: the columns, what looks odd, and what the target makes of it. */
export function renderCheck(check: TableCheck): string {
  const { columns, notices, problems, rows, sources, format } = check;
  const lines: string[] = [];
  const from = sources.length === 1 ? sources[0]! : `${sources.length} files, ${sources[0]} first`;
  if (format !== null) lines.push(`${shown(from)}: ${format}, ${grouped(rows)} rows looked at`, '');
  if (columns.length > 0) lines.push(...columnTable(columns), '');
  const remarks = columns.flatMap(({ name, remarks: said }) =>
    said.map((text) => `  ${text.includes(name) ? '' : `${shown(name)}: `}${shown(text)}`),
  );
  const general = notices
    .filter(({ column }) => column === undefined)
    .map(({ message }) => `  ${shown(message)}`);
  if (remarks.length + general.length > 0) lines.push('To know', ...general, ...remarks, '');
  lines.push(...targetLines(check));
  if (problems.length > 0)
    lines.push('', 'A run would end here', ...problems.map(({ message }) => `  ${shown(message)}`));
  return lines.join('\n').trim();
}

function columnTable(columns: readonly ColumnCheck[]): string[] {
  const rows = [
    ['column', 'taken as', 'missing', 'distinct', 'such as'],
    ...columns.map((column) => [
      cut(shown(column.name), NAME_WIDTH),
      kindOf(column),
      grouped(column.missing),
      grouped(column.distinct),
      cut(column.examples.map(shown).join(' | '), EXAMPLES_WIDTH),
    ]),
  ];
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    `  ${row.map((cell, at) => (at === 2 || at === 3 ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!))).join('  ')}`.trimEnd(),
  );
}

function kindOf({ type, task, notation, reason }: ColumnCheck): string {
  const what = task === undefined ? type : `target, ${task === 'class' ? 'multiclass' : task}`;
  const how = notation ?? reason;
  return how === undefined ? what : `${what} (${how})`;
}

function targetLines({ schema, columns }: TableCheck): string[] {
  if (schema === null) return [];
  const inputs = columns.filter(({ task, type }) => task === undefined && type !== 'ignored');
  if (schema.targets.length === 0)
    return ['No target: --target COLUMN says which column is to be predicted.'];
  return schema.targets.map(({ name, task }) => {
    const distinct = columns.find((column) => column.name === name)?.distinct ?? 0;
    const what =
      task === 'class'
        ? `one of ${distinct} classes so far; a class that appears later is learned too`
        : task === 'binary'
          ? 'yes or no'
          : 'a number';
    return `Target ${shown(name)}: ${what}; predicted from ${inputs.length} column${inputs.length === 1 ? '' : 's'}.`;
  });
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** On one line, whatever the data holds. */
function shown(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}
