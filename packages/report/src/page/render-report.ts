import { formatNumber } from '../charts/format-number.js';
import { type Line, linePlot } from '../charts/line-plot.js';
import { reliabilityPlot } from '../charts/reliability-plot.js';
import { stackedPlot } from '../charts/stacked-plot.js';
import { columnsTable, confusionTable, retentionTable, valuesTable } from '../charts/tables.js';
import { thin } from '../charts/thin.js';
import { check } from '../check.js';
import type { EventKind } from '../history/series-groups.js';
import { escapeHtml } from './html.js';
import { baselineLines, levelPlots, lossLines, metricLines, seriesOf } from './run-lines.js';
import type { RunPicture } from './run-picture.js';
import { STYLE } from './style.js';
import { verdictOf } from './verdict.js';

/** The most bytes of a page, where names and settings leave room for that. */
const MOST_BYTES = 80_000;

/** Points of a line in a large picture: more would not be seen. Fewer where the page would be too large. */
const LINE_POINTS = [240, 160, 110, 75, 50, 32] as const;

/**
 * Draws runs as one page of HTML that needs nothing else: no script, no font, no network. The verdict in words comes first; every
 * picture has a title and a description; it is light or dark as its reader's system is, and prints. Of several runs, laid over each
 * other, the first is the one that is drawn in full.
 *
 * The same runs give the same page, byte for byte. A page has at most 80 kB: where there is more to draw, lines have fewer points.
 *
 * @param runs - at least one, at most eight.
 * @throws ReportError `OPTION` if there is no run, or there are too many.
 */
export function renderReport(runs: readonly RunPicture[]): string {
  const count = Array.isArray(runs) ? runs.length : Number.NaN;
  check.wholeNumber('the number of runs to draw', count, { min: 1, max: 8 });
  let page = '';
  for (const points of LINE_POINTS) {
    page = pageOf(runs, points);
    if (new TextEncoder().encode(page).length <= MOST_BYTES) break;
  }
  return page;
}

function pageOf(runs: readonly RunPicture[], points: number): string {
  const first = runs[0]!;
  const title = runs.map(({ name }) => name).join(', ');
  const examples = runs.map(({ points }) => formatNumber(points.ends.at(-1) ?? 0)).join(', ');
  const sections = [
    `<h1>${escapeHtml(title)}</h1><p class="lead">${escapeHtml(examples)} examples</p>`,
    ...runs.map((run) => verdictHtml(run, runs.length > 1)),
    overExamples(runs, points),
    levelsHtml(runs, points),
    insideHtml(first, points, runs.length > 1),
    answersHtml(first),
    settingsHtml(runs),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>
${sections.filter((section) => section !== '').join('\n')}
</main></body></html>
`;
}

function verdictHtml(run: RunPicture, isNamed: boolean): string {
  const findings = verdictOf(run);
  const worst = findings.some(({ kind }) => kind === 'bad') ? 'bad' : findings[0]!.kind;
  const items = findings.map(({ kind, text }) => `<li class="${kind}">${escapeHtml(text)}</li>`);
  const name = isNamed ? `<h2>${escapeHtml(run.name)}</h2>` : '';
  return `${name}<ul class="verdict ${worst}" aria-label="verdict">${items.join('')}</ul>`;
}

/** Metric and loss of all runs. */
function overExamples(runs: readonly RunPicture[], most: number): string {
  const first = runs[0]!;
  const thinned = runs.map((run) => ({ run, points: thin(run.points, most) }));
  const end = Math.max(...runs.map(({ points }) => points.ends.at(-1) ?? 0));
  const { points } = thinned[0]!;
  const { metric } = first;
  const marksOf = (kind: EventKind, name: string) => {
    const series = points.series.find((each) => each.group === 'events' && each.name === kind);
    return {
      name,
      count: first.points.eventCounts[kind] ?? 0,
      at: points.ends.filter((_, at) => (series?.values[at] ?? 0) > 0),
    };
  };
  const plots = [
    metric === undefined
      ? undefined
      : linePlot({
          id: 'metric',
          title: `${capital(metric.name)} beside guesses that need no model`,
          unit: `${metric.name} over recent rows, ${metric.better} is better`,
          lines: [...metricLines(thinned), ...baselineLines(points, runs.length)],
          marks: marksOf('drift', 'changes of the world'),
          end,
        }),
    linePlot({
      id: 'loss',
      title: 'Loss',
      unit: 'mean loss before a row is learned from, lower is better',
      lines: lossLines(thinned),
      marks: marksOf('level', 'changes of level'),
      end,
    }),
  ];
  return plots.filter((plot) => plot !== undefined).join('\n');
}

function levelsHtml(runs: readonly RunPicture[], most: number): string {
  const plots = levelPlots(runs, Math.ceil(most / 3));
  const { retention } = runs[0]!;
  const table = retention === undefined ? undefined : retentionTable(retention);
  if (plots.length === 0 && table === undefined) return '';
  const small = plots.length === 0 ? '' : `<div class="grid-of-small">${plots.join('')}</div>`;
  return `<h2>Levels</h2>${small}${table ?? ''}`;
}

/** Memory, network, experts and rehearsal of one run. */
function insideHtml({ name, points }: RunPicture, most: number, isNamed: boolean): string {
  const end = points.ends.at(-1) ?? 0;
  const layers = thin(points, Math.ceil(most / 2.5));
  const few = thin(points, Math.ceil(most / 2));
  const lines = (group: 'network' | 'rehearsal'): readonly Line[] =>
    seriesOf(few, group).map(({ name, values }, at) => ({ name, colour: at % 8, ends: few.ends, values }));
  const memory = stackedPlot({
    id: 'memory',
    title: 'What is remembered',
    unit: 'remembered rows',
    ends: layers.ends,
    series: seriesOf(layers, 'memory'),
    end,
  });
  const experts = stackedPlot({
    id: 'experts',
    title: 'Weights of the experts',
    unit: 'share of the answer',
    ends: layers.ends,
    series: seriesOf(layers, 'experts'),
    end,
  });
  const network = linePlot({
    id: 'network',
    title: 'Size of the network',
    unit: 'how many there are',
    lines: lines('network'),
    end,
  });
  const rehearsal = linePlot({
    id: 'rehearsal',
    title: 'Rehearsal in force',
    unit: 'share',
    lines: lines('rehearsal'),
    end,
  });
  const plots = [memory, experts, network, rehearsal].filter((plot) => plot !== undefined);
  return plots.length === 0
    ? ''
    : `<h2>Inside${isNamed ? ` “${escapeHtml(name)}”` : ''}</h2><div class="pair">${plots.join('')}</div>`;
}

function answersHtml({ confusion, reliability, columns }: RunPicture): string {
  const table = confusion === undefined ? undefined : confusionTable(confusion);
  const pair = [
    reliability === undefined ? undefined : reliabilityPlot('reliability', reliability),
    columns === undefined ? undefined : columnsTable(columns),
  ].filter((part) => part !== undefined);
  if (table === undefined && pair.length === 0) return '';
  return `<h2>Answers</h2>${table ?? ''}${pair.length === 0 ? '' : `<div class="pair">${pair.join('')}</div>`}`;
}

function settingsHtml(runs: readonly RunPicture[]): string {
  const parts = runs.map(({ name, figures = {}, settings = {}, digest, resumeCommand }) => {
    const heading = runs.length > 1 ? `<h2>${escapeHtml(name)}</h2>` : '<h2>The run</h2>';
    const known = Object.entries(figures).filter(([, value]) => value !== undefined);
    const chosen = Object.entries(settings).filter(([, value]) => value !== undefined);
    const tables = [
      known.length > 0 &&
        valuesTable(
          'Figures',
          known.map(([key, value]) => [key, shown(value)]),
        ),
      chosen.length > 0 &&
        valuesTable(
          'Settings',
          chosen.map(([key, value]) => [key, shown(value)]),
        ),
    ].filter((table) => table !== false);
    const state =
      digest === undefined
        ? ''
        : `<p>The figures are of the state with the digest</p><pre>${escapeHtml(digest)}</pre>`;
    const resume =
      resumeCommand === undefined ? '' : `<p>Resume it with</p><pre>${escapeHtml(resumeCommand)}</pre>`;
    const body = `${tables.length === 0 ? '' : `<div class="pair">${tables.join('')}</div>`}${state}${resume}`;
    return body === '' ? '' : `${heading}${body}`;
  });
  return parts.join('');
}

function shown(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value);
  if (value === null) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
