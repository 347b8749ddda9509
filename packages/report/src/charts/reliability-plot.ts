import type { ReliabilityBin } from '../page/run-picture.js';
import { formatNumber } from './format-number.js';
import { HEIGHT, renderPlot, WIDTH } from './plot.js';

/** How far, on average over the rows, the share of yes is from the probability that was given: the expected calibration error. */
function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { rows }) => sum + rows, 0);
  const off = bins.reduce(
    (sum, { predicted, observed, rows }) => sum + (rows === 0 ? 0 : rows * Math.abs(predicted - observed)),
    0,
  );
  return all === 0 ? 0 : off / all;
}

/** Draws how often it was yes where so much was given for it; undefined where nothing was. */
export function reliabilityPlot(id: string, bins: readonly ReliabilityBin[]): string | undefined {
  const filled = bins.filter(({ rows }) => rows > 0);
  if (filled.length === 0) return undefined;
  const most = Math.max(...filled.map(({ rows }) => rows));
  const points = filled.map(({ predicted, observed }) => [
    Math.round(predicted * WIDTH),
    Math.round((1 - observed) * HEIGHT),
  ]);
  const bars = filled.map(({ predicted, rows }) => {
    const height = Math.round((rows / most) * HEIGHT * 0.2);
    return `M${Math.round(predicted * WIDTH)} ${HEIGHT}v-${height}`;
  });
  const error = calibrationError(bins);
  const halves = [0, 0.25, 0.5, 0.75, 1];
  return renderPlot({
    id,
    title: 'How far probabilities can be trusted',
    description: `Where the model gives yes some probability, how often it is yes. On average over the rows the two differ by ${formatNumber(error)}.`,
    legend: [
      { colour: 0, kind: 'line', name: 'share of yes' },
      { colour: 1, kind: 'dashed', name: 'as it should be' },
      { colour: 3, kind: 'marks', name: 'how many answers' },
    ],
    drawing: `<path class="bars" d="${bars.join('')}"/><path class="line s1 dashed" d="M0 ${HEIGHT}L${WIDTH} 0"/><path class="line s0" d="M${points.map((point) => point.join(' ')).join('L')}"/><path class="dots s0" d="${points.map((point) => `M${point.join(' ')}h0`).join('')}"/>`,
    xTicks: halves.map((at) => ({ at, label: formatNumber(at) })),
    yTicks: halves.map((at) => ({ at: 1 - at, label: formatNumber(at) })),
    axes: `share of yes, by the probability given; expected calibration error ${formatNumber(error)}`,
    size: 'square',
  });
}
