import { type Line, linePlot } from '../charts/line-plot.js';
import { type ThinPoints, thin } from '../charts/thin.js';
import type { Series } from '../history/history-points.js';
import type { SeriesGroup } from '../history/series-groups.js';
import type { RunPicture } from './run-picture.js';

/** A run with as many points as are drawn. */
export type ThinRun = { readonly run: RunPicture; readonly points: ThinPoints };

/** The most levels that have a picture each. */
const MOST_LEVELS = 16;
/** Below this a score only says that a level is not known. */
const FLOOR = -0.25;

/** The series of one picture. */
export function seriesOf({ series }: Pick<ThinPoints, 'series'>, group: SeriesGroup): readonly Series[] {
  return series.filter((each) => each.group === group);
}

/** The metric of each run's model. */
export function metricLines(runs: readonly ThinRun[]): readonly Line[] {
  return runs.flatMap(({ run, points }, at) =>
    seriesOf(points, 'metric')
      .filter(({ name }) => name === 'model')
      .map(({ values }) => ({
        name: runs.length > 1 ? run.name : 'model',
        colour: at === 0 ? 0 : at + 1,
        ends: points.ends,
        values,
      })),
  );
}

/** The metric of each guess that needs no model, in dashes. */
export function baselineLines(points: ThinPoints, runCount: number): readonly Line[] {
  return seriesOf(points, 'metric')
    .filter(({ name }) => name !== 'model')
    .map(({ name, values }, at) => ({
      name,
      colour: runCount > 1 ? 1 : [1, 3, 5, 6, 7][at % 5]!,
      dashed: true,
      ends: points.ends,
      values,
    }));
}

/** The loss of new rows of each run, and of one run alone that of rehearsed rows too. */
export function lossLines(runs: readonly ThinRun[]): readonly Line[] {
  return runs.flatMap(({ run, points }, at) =>
    seriesOf(points, 'loss')
      .filter(({ name }) => runs.length === 1 || name === 'new')
      .map(({ name, values }) => ({
        name: runs.length > 1 ? run.name : `${name} rows`,
        colour: at === 0 ? (name === 'new' ? 0 : 2) : at + 1,
        dashed: name !== 'new',
        ends: points.ends,
        values,
      })),
  );
}

/** A small picture for each level: how well it is known, from when it was learned to now. */
export function levelPlots(runs: readonly RunPicture[], most: number): readonly string[] {
  const thinned = runs.map((run) => ({ run, points: thin(run.points, most) }));
  const end = Math.max(...runs.map(({ points }) => points.ends.at(-1) ?? 0));
  const names = new Set(thinned.flatMap(({ points }) => seriesOf(points, 'levels').map(({ name }) => name)));
  const { retention } = runs[0]!;
  return [...names].slice(0, MOST_LEVELS).flatMap((name, index) => {
    const lines = thinned.flatMap(({ run, points }, at) =>
      seriesOf(points, 'levels')
        .filter((series) => series.name === name)
        .map(({ values }) => ({
          name: runs.length > 1 ? run.name : (retention?.score ?? 'score'),
          colour: at === 0 ? 0 : at + 1,
          dashed: at > 0,
          ends: points.ends,
          values,
        })),
    );
    const plot = linePlot({
      id: `level${index + 1}`,
      title: name,
      unit: `${retention?.score ?? 'score'} of this level`,
      lines: runs.length > 1 ? lines : [...lines, ...lines.map(bestSoFar)],
      domain: [0, 1],
      floor: FLOOR,
      end,
      size: 'small',
    });
    return plot === undefined ? [] : [plot];
  });
}

/** How well a level was known at best: what is below it was forgotten. */
function bestSoFar({ ends, values }: Line): Line {
  let best = Number.NaN;
  const bests = values.map((value) => {
    if (!Number.isNaN(value) && !(best >= value)) best = value;
    return best;
  });
  return { name: 'at best', colour: 3, dashed: true, ends, values: bests };
}
