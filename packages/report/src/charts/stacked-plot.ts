import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Series } from '../history/history-points.js';
import { compactPath } from './compact-path.js';
import { formatNumber } from './format-number.js';
import { lastOf } from './line-plot.js';
import { HEIGHT, renderPlot, ticksOf, WIDTH } from './plot.js';

/** A picture of shares that add up. */
export type StackedPlot = {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly ends: readonly number[];
  readonly series: readonly Series[];
  readonly end: number;
};

const MOST = 8;

/** Draws values on top of each other over the examples of a run; undefined where there is nothing to draw. */
export function stackedPlot({ id, title, unit, ends, series, end }: StackedPlot): string | undefined {
  const layers = joined(series.filter(({ values }) => values.some((value) => value > 0)).map(filledIn));
  if (layers.length === 0) return undefined;
  const tops = layers.map(() => ends.map(() => 0));
  for (const at of ends.keys()) {
    let sum = 0;
    for (const [layer, { values }] of layers.entries()) {
      sum += values[at]!;
      tops[layer]![at] = sum;
    }
  }
  const highest = Math.max(...tops.at(-1)!);
  const y = scaleLinear().domain([0, highest]).range([HEIGHT, 0]).nice(4);
  const x = scaleLinear()
    .domain([0, Math.max(1, end)])
    .range([0, WIDTH]);
  // What is known at the end of a point is drawn over all of it.
  const places = ends.flatMap((to, at) => [ends[at - 1] ?? 0, to].map((example) => ({ at, example })));
  // Each layer reaches to the ground, and is drawn before those that lie below it.
  const paths = layers.map((_, layer) => {
    const heights = tops[layer]!;
    const corners = places.filter(({ at }, place) => {
      const others = [places[place - 1]?.at, places[place + 1]?.at];
      return others.some((other) => other === undefined || heights[other] !== heights[at]);
    });
    const shape = line<{ at: number; example: number }>()
      .digits(0)
      .x(({ example }) => x(example))
      .y(({ at }) => y(heights[at]!));
    return `<path class="area a${layer}" d="${compactPath(shape(corners)!)}V${HEIGHT}H0Z"/>`;
  });
  const says = layers.map(({ name, values }) => `${name} ${formatNumber(lastOf(values))}`);
  return renderPlot({
    id,
    title,
    description: `${unit} over ${formatNumber(end)} examples; at the end ${says.join(', ')}.`,
    legend: layers.map(({ name, values }, colour) => ({
      colour,
      kind: 'area',
      name,
      value: formatNumber(lastOf(values)),
    })),
    drawing: paths.reverse().join(''),
    xTicks: ticksOf(x.ticks(4), (value) => x(value) / WIDTH),
    yTicks: ticksOf(y.ticks(4), (value) => y(value) / HEIGHT),
    axes: `${unit}, by examples`,
  });
}

/** The same with what is not known as it was before; nothing before the first value. */
function filledIn({ group, name, values }: Series): Series {
  let before = 0;
  const filled = values.map((value) => {
    if (!Number.isNaN(value)) before = value;
    return before;
  });
  return { group, name, values: filled };
}

/** The largest at the end, and all others as one. */
function joined(series: readonly Series[]): readonly Series[] {
  if (series.length <= MOST) return series;
  const byLast = [...series].sort((one, other) => lastOf(other.values) - lastOf(one.values));
  const kept = new Set(byLast.slice(0, MOST - 1));
  const rest = series.filter((each) => !kept.has(each));
  const values = series[0]!.values.map((_, at) => rest.reduce((sum, each) => sum + each.values[at]!, 0));
  return [
    ...series.filter((each) => kept.has(each)),
    { group: series[0]!.group, name: `${rest.length} others`, values },
  ];
}
