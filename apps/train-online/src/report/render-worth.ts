import type { ColumnWorths } from '@graph/online';
import { grouped, short } from '../terminal/format.js';
import { table } from '../terminal/table.js';

/** Columns that are shown. */
const MOST = 12;
const BAR = 24;

/** Says which columns the model uses. */
export function renderWorth({ rows, loss, columns }: ColumnWorths): string[] {
  const shown = columns.slice(0, MOST);
  const most = Math.max(...shown.map(({ increase }) => increase), 0);
  const bar = (increase: number): string =>
    (most > 0 && increase > 0 ? '█'.repeat(Math.max(1, Math.round((BAR * increase) / most))) : '').padEnd(
      BAR,
    );
  const lines = table(
    shown.map(({ name, increase }) => [name, `+${short(Math.max(0, increase))}`, bar(increase)]),
    1,
  );
  return [
    '',
    `What columns are worth: by so much the loss of ${grouped(rows)} remembered rows, ${short(loss)},`,
    'rises where a column has the values of other rows',
    ...lines,
    ...(columns.length > MOST ? [`  and ${grouped(columns.length - MOST)} more`] : []),
  ];
}
