import type { StreamMetrics } from '@graph/online';
import type { HistoryPoints } from '@graph/report';
import { chart } from '../terminal/chart.js';
import { duration, grouped, short } from '../terminal/format.js';
import { table } from '../terminal/table.js';
import { wrapped } from '../terminal/wrapped.js';
import { metricTable } from './metric-table.js';
import { renderLead } from './render-lead.js';
import { renderWild } from './render-wild.js';
import { renderWorth } from './render-worth.js';
import type { TrainingReport } from './training-report.js';
import { worseThanGuesses } from './worse-than-guesses.js';

/** What the report of a run says beyond the figures themselves. */
export type ReportContext = {
  readonly keptCheckpoints: number;
  readonly folder: string;
  /** The command that goes on from here. */
  readonly resumeCommand: string;
  /** The course of the run. */
  readonly points: HistoryPoints;
};

/** Writes the report for people: at most 80 columns, no colour needed. */
export function renderReport(report: TrainingReport, context: ReportContext): string {
  const worse = report.metrics === undefined ? [] : worseThanGuesses(report.metrics);
  return [
    ...worse,
    ...(worse.length === 0 ? [] : ['']),
    `Learned from ${grouped(report.examples)} new examples in ${duration(report.seconds)} (${short(report.cpuSeconds)} CPU-seconds)`,
    ...table([
      ['new', `${grouped(Math.round(report.examplesPerSecond))} examples/s`],
      [
        'trained',
        `${grouped(report.trainedExamples)} rows, ${grouped(Math.round(report.trainedExamplesPerCpuSecond))} per CPU-second`,
      ],
    ]),
    '',
    ...renderResults(report, context.points),
    '',
    `Checkpoints: ${context.keptCheckpoints} in ${context.folder}`,
    `Resume with: ${context.resumeCommand}`,
    `State: ${report.stateDigest}`,
  ].join('\n');
}

/**
 * Writes what was learned: losses, memory, retention or metrics.
 *
 * @param points - the course of the run, where it is known.
 */
export function renderResults(report: TrainingReport, points?: HistoryPoints): string[] {
  const { loss, replay } = report;
  const domains = Object.entries(replay.domains).filter(([, rows]) => rows > 0);
  return [
    'Loss (new rows, before learning them)',
    ...table([
      ['average', 'best', 'final', 'best constant'],
      [short(loss.average), short(loss.best), short(loss.final), short(loss.baseline)],
    ]),
    '',
    `Memory: ${replay.strategy}, ${grouped(replay.size)} of ${grouped(replay.capacity)} rows`,
    `  ${grouped(replay.rehearsals)} rehearsals, mean loss ${short(replay.averageLoss)}, ${grouped(report.consolidations)} consolidations`,
    ...wrapped(domains.map(([domain, rows]) => `${domain} ${grouped(rows)}`)),
    ...renderRetention(report),
    ...renderMetrics(report, points),
  ];
}

function renderRetention({ levels, retention }: TrainingReport): string[] {
  if (levels === undefined || retention === undefined) return [];
  const cell = (r2: number | null): string => (r2 === null ? '–' : r2 <= -9.995 ? '< -9' : r2.toFixed(2));
  const rows = retention.matrix.map((row, at) => {
    const level = levels[retention.levels[at]! - 1]!;
    return [`${level.level} ${level.name}`, ...row.map(cell), grouped(level.examples)];
  });
  return [
    '',
    'Held-out R² of every level (columns) after every level trained (rows)',
    ...table([['after level', ...levels.map(({ level }) => String(level)), 'rows'], ...rows], 1),
    `  average ${short(retention.averageR2)} over the levels trained, forgetting ${short(retention.forgetting)}`,
  ];
}

function renderMetrics(
  { metrics, columnWorths }: TrainingReport,
  points: HistoryPoints | undefined,
): string[] {
  if (metrics === undefined) return [];
  const { task, rows, curve, drifts, experts, badRows, unlabelledRows, columns = [], targets } = metrics;
  const kinds = [...new Set(columns.map(({ type }) => type))];
  return [
    '',
    `Predicted before learned: ${task}, ${grouped(rows)} rows${badRows ? `, ${grouped(badRows)} bad rows passed over` : ''}${unlabelledRows ? `, ${grouped(unlabelledRows)} without a label` : ''}`,
    ...(targets ?? [metrics]).flatMap((target) => [
      ...(targets === undefined ? [] : ['', `  ${target['name']}`]),
      ...metricTable(target, task),
    ]),
    ...renderWild(metrics),
    ...(curve === undefined || curve.means.length < 2 ? [] : renderCurve(curve)),
    ...(points === undefined ? [] : renderLead(metrics, points)),
    ...(drifts === undefined ? [] : renderDrifts(drifts)),
    ...(experts === undefined ? [] : renderExperts(experts)),
    ...(columnWorths === undefined ? [] : renderWorth(columnWorths)),
    ...(columns.length === 0 ? [] : ['', 'Columns']),
    ...kinds.flatMap((kind) => {
      const named = columns.filter(({ type }) => type === kind).map(({ name }) => name);
      return wrapped([
        `${kind}:`,
        ...named.slice(0, 40),
        ...(named.length > 40 ? [`and ${named.length - 40} more`] : []),
      ]);
    }),
  ];
}

function renderCurve({ of, rowsPerPoint, means }: NonNullable<StreamMetrics['curve']>): string[] {
  const range = `${short(Math.min(...means))} to ${short(Math.max(...means))}`;
  return [
    '',
    `  ${chart(means)}`,
    `  ${of === 'mae' ? 'MAE' : of} over the stream, ${range}, ${grouped(rowsPerPoint)} ${rowsPerPoint === 1 ? 'row' : 'rows'} a bar`,
  ];
}

/** What each expert counts, and how good it was by itself. */
function renderExperts(experts: NonNullable<StreamMetrics['experts']>): string[] {
  const ranked = [...experts].sort((one, other) => other.weight - one.weight);
  return [
    '',
    'Experts, by their weight now, and the loss of each by itself',
    ...table(
      [
        ['', 'weight', 'loss'],
        ...ranked.map(({ name, weight, loss }) => [name, weight.toFixed(3), short(loss)]),
      ],
      1,
    ),
  ];
}

function renderDrifts({ found, rows }: NonNullable<StreamMetrics['drifts']>): string[] {
  if (found === 0) return ['', '  no drift found'];
  const shown = rows.slice(0, 10).map(grouped);
  return [
    '',
    ...wrapped([`${grouped(found)} drifts found, at rows`, ...shown, ...(found > shown.length ? ['…'] : [])]),
  ];
}
