import type { ServedReport } from '../engine/answers.js';
import type { ServeResponse } from './exchange.js';

const WIDTH = 640;
const HEIGHT = 120;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:44rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}td,th{padding:.2rem .6rem .2rem 0;text-align:left;font-weight:normal}
td{font-variant-numeric:tabular-nums;text-align:right}h1{font-size:1.3rem}h2{font-size:1rem;margin-top:1.6rem}
svg{width:100%;height:auto;background:#f6f6f6}polyline{fill:none;stroke:#0a58ca;stroke-width:2}
line{stroke:#c0392b;stroke-width:1.5;stroke-dasharray:4 3}.warn{color:#c0392b}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}svg{background:#222}polyline{stroke:#6ea8fe}}`;

/**
 * Writes the page: figures that need no script, and are brought up to date by one where scripts run. Whatever comes from
 * requests (names of columns, classes) is escaped.
 *
 * @param rate - rows a second.
 */
export function page(report: ServedReport, rate: number | null): ServeResponse {
  const target = escapeHtml([report.target].flat().join(', '));
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${target}</title>
<noscript><meta http-equiv="refresh" content="5"></noscript><style>${STYLE}</style></head>
<body><main>
<h1>A model of ${target} that learns while it answers</h1>
${table([
  ['rows learned from', whole(report.version)],
  ['rows that wait for their label', whole(report.pending)],
  ['labels that did not come', whole(report.score.expired + report.defaulted)],
  ['rows a second', rate === null ? '–' : short(rate)],
  ['last event', whole(report.sequence)],
  [
    'last checkpoint',
    report.checkpoint.sequence === null ? '–' : `event ${whole(report.checkpoint.sequence)}`,
  ],
])}
${report.log.isFailing ? '<p class="warn">The log cannot be written: nothing is learned until it can.</p>' : ''}
<h2>Score, beside guesses that need no model</h2>
${scoreTable(report)}
${curve(report)}
${challengerText(report)}
</main><script src="/page.js" defer></script></body></html>
`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body,
  };
}

/** Writes text so that it is nothing but text, between tags and within quotes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

const FIGURES = [
  ['accuracy', 'accuracy', 'baselineAccuracy', 'lastClassAccuracy'],
  ['log loss', 'logLoss', 'baselineLogLoss', 'lastClassLogLoss'],
  ['mean distance', 'mae', 'baselineMae', 'lastValueMae'],
] as const;

function scoreTable({ score }: ServedReport): string {
  const figures = new Map<string, unknown>(Object.entries(score));
  const rows = FIGURES.filter(([, own]) => typeof figures.get(own) === 'number').map(([name, ...keys]) => {
    const cells = keys.map((key) => {
      const value = figures.get(key);
      return `<td>${typeof value === 'number' ? short(value) : '–'}</td>`;
    });
    return `<tr><th>${name}</th>${cells.join('')}</tr>`;
  });
  if (rows.length === 0) return '<p>No row was learned from yet.</p>';
  return `<table><tr><th></th><td>model</td><td>best constant</td><td>the row before</td></tr>${rows.join('')}</table>`;
}

/** Draws how the score went, with a mark at each drift. */
function curve({ score }: ServedReport): string {
  const { curve: points, drifts } = score;
  if (points === undefined || points.means.length < 2) return '';
  const last = points.means.length * points.rowsPerPoint;
  const most = Math.max(...points.means, 1e-9);
  const x = (row: number): string => ((row / last) * WIDTH).toFixed(1);
  const y = (value: number): string => (HEIGHT - 8 - (value / most) * (HEIGHT - 16)).toFixed(1);
  const line = points.means.map((mean, at) => `${x((at + 0.5) * points.rowsPerPoint)},${y(mean)}`);
  const marks = (drifts?.rows ?? []).map(
    (row) =>
      `<line x1="${x(row)}" x2="${x(row)}" y1="0" y2="${HEIGHT}"><title>drift at row ${whole(row)}</title></line>`,
  );
  return `<h2>${points.of === 'mae' ? 'Mean distance' : 'Accuracy'} so far, ${whole(drifts?.found ?? 0)} drifts</h2>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="score over rows">${marks.join('')}<polyline points="${line.join(' ')}"/></svg>`;
}

function challengerText({ challenger }: ServedReport): string {
  if (challenger === null) return '';
  const { rows, difference, standardError } = challenger.compared;
  return `<h2>A challenger learns beside</h2>${table([
    ['rows that both predicted', whole(rows)],
    [
      'its mean error less that of the model',
      `${short(difference)}${standardError === null ? '' : ` ± ${short(standardError)}`}`,
    ],
  ])}`;
}

function table(rows: readonly (readonly [name: string, value: string])[]): string {
  return `<table>${rows.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`).join('')}</table>`;
}

function whole(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
