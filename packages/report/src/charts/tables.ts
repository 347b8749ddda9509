import { escapeHtml, nameHtml } from '../page/html.js';
import type { RetentionPicture, RunPicture } from '../page/run-picture.js';
import { formatNumber } from './format-number.js';

/** The most classes and columns that are listed one by one. */
const MOST = 12;
const MOST_COLUMNS = 24;

/** A cell whose shade says how large it is, 0 to 1. */
function shade(value: number, text: string): string {
  const step = Math.max(0, Math.min(5, Math.round(value * 5)));
  return `<td class="h${step}">${escapeHtml(text)}</td>`;
}

/** Shows how well each level was known after each training; undefined where no level ended. */
export function retentionTable({ score, levels, trained, matrix }: RetentionPicture): string | undefined {
  if (matrix.length === 0) return undefined;
  const head = levels
    .map((name, at) => `<th scope="col" title="${escapeHtml(name)}">${at + 1}</th>`)
    .join('');
  const body = matrix.map((row, at) => {
    const cells = row.map((value) =>
      value === null ? '<td>–</td>' : shade(value, value < -9 ? '< −9' : value.toFixed(2).replace('-', '−')),
    );
    return `<tr><th scope="row">after ${trained[at]!}</th>${cells.join('')}</tr>`;
  });
  const names = levels.map((name) => `<li>${escapeHtml(name)}</li>`).join('');
  return `<figure class="table"><figcaption><h3>What is kept of each level</h3></figcaption><div class="scroll" tabindex="0" role="region" aria-label="What is kept of each level"><table><thead><tr><td></td>${head}</tr></thead><tbody>${body.join(
    '',
  )}</tbody></table></div><p class="axes">held-out ${escapeHtml(score)} of each level (across) after each training (down)</p><ol class="names">${names}</ol></figure>`;
}

/** Shows which classes are taken for which; undefined where there are none. */
export function confusionTable({
  classes,
  counts,
}: NonNullable<RunPicture['confusion']>): string | undefined {
  const total = (row: readonly number[] | undefined): number =>
    (row ?? []).reduce((sum, count) => sum + count, 0);
  const met = [...classes.keys()].filter((at) => total(counts[at]) > 0);
  if (met.length === 0) return undefined;
  const largest = met.sort((one, other) => total(counts[other]) - total(counts[one]) || one - other);
  const shown = largest.slice(0, MOST).sort((one, other) => one - other);
  const hasOthers = shown.length < classes.length;
  const head = shown.map((at) => `<th scope="col">${nameHtml(classes[at]!)}</th>`).join('');
  const body = shown.map((truth) => {
    const row = counts[truth]!;
    const all = total(row);
    const cells = shown.map((answer) => shade((row[answer] ?? 0) / all, formatNumber(row[answer] ?? 0)));
    const others = all - shown.reduce((sum, answer) => sum + (row[answer] ?? 0), 0);
    const last = hasOthers ? shade(others / all, formatNumber(others)) : '';
    return `<tr><th scope="row">${nameHtml(classes[truth]!)}</th>${cells.join('')}${last}<td class="share">${formatNumber(
      Math.round((1000 * (row[truth] ?? 0)) / all) / 10,
    )} %</td></tr>`;
  });
  const which = hasOthers
    ? `the ${shown.length} most frequent of ${formatNumber(classes.length)} classes: `
    : '';
  const others = hasOthers ? '<th scope="col">others</th>' : '';
  return `<figure class="table"><figcaption><h3>Which class is taken for which</h3></figcaption><div class="scroll" tabindex="0" role="region" aria-label="Which class is taken for which"><table><thead><tr><td></td>${head}${others}<th scope="col">right</th></tr></thead><tbody>${body.join(
    '',
  )}</tbody></table></div><p class="axes">${which}rows that are of a class (down) and were answered with one (across)</p></figure>`;
}

/** Shows what each column is worth; undefined where there are none. */
export function columnsTable(columns: NonNullable<RunPicture['columns']>): string | undefined {
  if (columns.length === 0) return undefined;
  const byWorth = [...columns].sort((one, other) => (other.worth ?? 0) - (one.worth ?? 0));
  const isWeighed = columns.some(({ worth }) => typeof worth === 'number');
  const most = Math.max(...columns.map(({ worth }) => worth ?? 0), Number.MIN_VALUE);
  const rows = byWorth.slice(0, MOST_COLUMNS).map(({ name, type, worth }) => {
    const width = Math.round((100 * Math.max(0, worth ?? 0)) / most);
    const bar = isWeighed
      ? `<td class="number">${formatNumber(worth)}</td><td class="bar"><i style="width:${width}%"></i></td>`
      : '';
    return `<tr><th scope="row">${nameHtml(name)}</th><td>${escapeHtml(type)}</td>${bar}</tr>`;
  });
  const more = columns.length - rows.length;
  const worth = isWeighed ? '<th scope="col">worth</th><td></td>' : '';
  const rest = more > 0 ? `; ${formatNumber(more)} further columns are not shown` : '';
  const says = isWeighed ? 'worth: how much worse the answers are when the column is shuffled' : 'columns';
  return `<figure class="table"><figcaption><h3>Columns</h3></figcaption><div class="scroll" tabindex="0" role="region" aria-label="Columns"><table><thead><tr><th scope="col">column</th><th scope="col">type</th>${worth}</tr></thead><tbody>${rows.join(
    '',
  )}</tbody></table></div><p class="axes">${says}${rest}</p></figure>`;
}

/** Lists names and values. */
export function valuesTable(
  title: string,
  values: readonly (readonly [name: string, value: string])[],
): string {
  const rows = values.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<figure class="table"><figcaption><h3>${escapeHtml(title)}</h3></figcaption><table class="values"><tbody>${rows.join('')}</tbody></table></figure>`;
}
