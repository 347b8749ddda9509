import { type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { compactPath } from './compact-path.js';
import { formatNumber } from './format-number.js';
import { HEIGHT, type LegendItem, type Plot, renderPlot, ticksOf, WIDTH } from './plot.js';

/** One line of a picture. */
export type Line = {
  readonly name: string;
  readonly colour: number;
  readonly dashed?: boolean;
  /** How many examples there were at each point, and the value there; NaN is none. */
  readonly ends: readonly number[];
  readonly values: readonly number[];
};

/** A picture of lines over examples. */
export type LinePlot = Pick<Plot, 'id' | 'title' | 'size'> & {
  readonly lines: readonly Line[];
  /** What the values are. */
  readonly unit: string;
  /** Examples at which something happened, and what that is called. */
  readonly marks?: { readonly name: string; readonly count: number; readonly at: readonly number[] };
  /** Values that must be seen. */
  readonly domain?: readonly [low: number, high: number];
  /** Values further out than this are drawn at the edge. */
  readonly floor?: number;
  readonly end: number;
};

/** A value whose range is wider than this is drawn on a scale of powers. */
const WIDE = 20;

/** Draws lines over the examples of a run; undefined where there is nothing to draw. */
export function linePlot(plot: LinePlot): string | undefined {
  const { id, title, lines, unit, marks, end, floor = Number.NEGATIVE_INFINITY, size } = plot;
  const drawn = lines.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  if (drawn.length === 0) return undefined;
  const held = (value: number): number => Math.max(value, floor);
  const all = drawn.flatMap(({ values }) => values.filter((value) => !Number.isNaN(value)).map(held));
  const [low, high] = [Math.min(...all, ...(plot.domain ?? [])), Math.max(...all, ...(plot.domain ?? []))];
  const isWide = low > 0 && high / low > WIDE;
  const span = high > low ? high - low : Math.abs(high) || 1;
  const y = isWide
    ? logScale(low, high)
    : scaleLinear()
        .domain(high > low ? [low, high] : [low - span / 2, high + span / 2])
        .range([HEIGHT, 0])
        .nice(4);
  const x = scaleLinear()
    .domain([0, Math.max(1, end)])
    .range([0, WIDTH]);
  const paths = drawn.map(({ ends, values, colour, dashed }) => {
    const path = line<number>()
      .digits(0)
      .defined((at) => !Number.isNaN(values[at]!))
      .x((at) => x(ends[at]!))
      .y((at) => y(held(values[at]!)));
    const isPoint = values.filter((value) => !Number.isNaN(value)).length === 1;
    const shape = compactPath(path(cornersOf(values))!);
    // A lone point is a line of no length, with round ends.
    const kind = isPoint ? 'dots' : dashed ? 'line dashed' : 'line';
    return `<path class="${kind} s${colour}" d="${isPoint ? shape.replace('Z', 'h0') : shape}"/>`;
  });
  const strokes = (marks?.at ?? []).map((at) => `M${Math.round(x(at))} ${HEIGHT}v-70`).join('');
  const legend: LegendItem[] = drawn.map(({ name, colour, dashed, values }) => ({
    name,
    colour,
    kind: dashed ? 'dashed' : 'line',
    value: formatNumber(lastOf(values)),
  }));
  if (marks !== undefined && marks.count > 0)
    legend.push({ name: marks.name, colour: 4, kind: 'marks', value: formatNumber(marks.count) });
  const isSmall = size === 'small';
  const yTicks = isWide ? powers(y.domain() as [number, number]) : y.ticks(isSmall ? 3 : 5);
  const courses = drawn.map(
    ({ name, values }) =>
      `${name} from ${formatNumber(values.find((value) => !Number.isNaN(value)))} to ${formatNumber(lastOf(values))}`,
  );
  return renderPlot({
    id,
    title,
    description: `${unit} over ${formatNumber(end)} examples: ${courses.join('; ')}.`,
    legend,
    drawing: `${strokes === '' ? '' : `<path class="marks" d="${strokes}"/>`}${paths.reverse().join('')}`,
    xTicks: ticksOf(x.ticks(isSmall ? 2 : 4), (value) => x(value) / WIDTH),
    yTicks: ticksOf(yTicks, (value) => y(value) / HEIGHT),
    axes: isSmall ? '' : `${unit}${isWide ? ', in powers of ten' : ''}, by examples`,
    ...(size === undefined ? {} : { size }),
  });
}

/** The points that a line needs: not those between two of the same height. */
function cornersOf(values: readonly number[]): readonly number[] {
  return [...values.keys()].filter((at) => values[at - 1] !== values[at] || values[at] !== values[at + 1]);
}

/** The last value that there is. */
export function lastOf(values: readonly number[]): number {
  for (let at = values.length - 1; at >= 0; at -= 1) if (!Number.isNaN(values[at]!)) return values[at]!;
  return Number.NaN;
}

/** A scale of powers; it is extended to whole powers of ten where it has too few of them to be read. */
function logScale(low: number, high: number): ScaleLogarithmic<number, number> {
  const scale = scaleLog().domain([low, high]).range([HEIGHT, 0]);
  return powers([low, high]).length < 3 ? scale.nice() : scale;
}

/** The powers of ten within a range, at most six. */
function powers([low, high]: readonly [number, number]): readonly number[] {
  const all: number[] = [];
  for (let power = -300; power <= 300; power += 1) {
    const value = Number(`1e${power}`);
    if (value >= low * 0.999 && value <= high * 1.001) all.push(value);
  }
  const step = Math.ceil(all.length / 6);
  return all.filter((_, at) => at % step === 0);
}
