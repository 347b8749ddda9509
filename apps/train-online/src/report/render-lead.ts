import type { StreamMetrics } from '@graph/online';
import type { HistoryPoints } from '@graph/report';
import { GUESSES, metricOf, TOLD } from '../reporting/stream-guesses.js';
import { grouped, short } from '../terminal/format.js';
import { signedChart } from '../terminal/signed-chart.js';

/** Bars of a chart at most. */
const MOST_BARS = 64;

/** Draws how far the model was ahead of the best guess that needs no model, and how far behind, over the stream. */
export function renderLead(metrics: StreamMetrics, points: HistoryPoints): string[] {
  const guess = bestGuess(metrics);
  const seriesOf = (name: string): readonly number[] =>
    points.series.find((each) => each.group === 'metric' && each.name === name)?.values ?? [];
  if (guess === undefined) return [];
  const guessed = seriesOf(guess);
  const sign = metricOf(metrics) === 'mae' ? -1 : 1;
  const leads = seriesOf('model')
    .map((value, at) => sign * (value - guessed[at]!))
    .filter(Number.isFinite);
  if (leads.length < 2) return [];
  const [above, below] = signedChart(barsOf(leads));
  const [ahead, behind] = [1, -1].map((side) => leads.filter((lead) => side * lead > 0).length);
  const range = `${short(Math.min(...leads))} to ${short(Math.max(...leads))}`;
  const worse = behind === 0 ? '' : `, worse in ${grouped(behind!)}`;
  const lines = [
    above,
    ...(behind === 0 ? [] : [below]),
    `better than ${TOLD[guess]} in ${grouped(ahead!)} of ${grouped(leads.length)} windows${worse}`,
    `by ${range}${behind === 0 ? '' : ': bars above where it is better, below where it is worse'}`,
  ];
  return ['', ...lines.map((line) => `  ${line}`.trimEnd()).filter((line) => line !== '')];
}

/** The guess with the best figure over all rows. */
function bestGuess(metrics: StreamMetrics): string | undefined {
  const of = metricOf(metrics);
  const figures = metrics.targets?.[0] ?? metrics;
  const known = Object.entries(GUESSES[of]).flatMap(([name, prefix]) => {
    const value = figures[`${prefix}${of[0]!.toUpperCase()}${of.slice(1)}`];
    return typeof value === 'number' ? [{ name, value }] : [];
  });
  const [best] = known.sort((one, other) =>
    of === 'mae' ? one.value - other.value : other.value - one.value,
  );
  return best?.name;
}

/** Means of neighbours, so many that they fit. */
function barsOf(values: readonly number[]): readonly number[] {
  const each = Math.ceil(values.length / MOST_BARS);
  return Array.from({ length: Math.ceil(values.length / each) }, (_, bar) => {
    const part = values.slice(bar * each, (bar + 1) * each);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
