import type { HistoryPoints, Series } from '../history/history-points.js';
import { mergeValues, SERIES_GROUPS } from '../history/series-groups.js';

/**
 * Returns the same course with at most so many points, neighbours having become one. A last point of few examples becomes one with that
 * before it: by itself it says little, and would be what is seen first.
 */
export function thin(points: HistoryPoints, most: number): ThinPoints {
  const { ends, rows, series } = wholeAtTheEnd(points);
  const step = Math.max(1, Math.ceil(ends.length / most));
  const starts = Array.from({ length: Math.ceil(ends.length / step) }, (_, at) => at * step);
  return {
    ends: starts.map((start) => ends[Math.min(start + step, ends.length) - 1]!),
    series: series.map(({ group, name, values }) => ({
      group,
      name,
      values: starts.map((start) => {
        let value = values[start]!;
        let covered = rows[start]!;
        for (let at = start + 1; at < Math.min(start + step, values.length); at += 1) {
          value = mergeValues(SERIES_GROUPS[group], value, values[at]!, covered, rows[at]!);
          covered += rows[at]!;
        }
        return value;
      }),
    })),
  };
}

/** The same course with a last point of few examples joined to that before it. */
export function wholeAtTheEnd({ ends, rows, series, ...rest }: HistoryPoints): HistoryPoints {
  const last = ends.length - 1;
  if (last < 1 || 2 * rows[last]! >= rows[last - 1]!) return { ends, rows, series, ...rest };
  const joined = series.map(({ group, name, values }) => ({
    group,
    name,
    values: [
      ...values.slice(0, -2),
      mergeValues(SERIES_GROUPS[group], values[last - 1]!, values[last]!, rows[last - 1]!, rows[last]!),
    ],
  }));
  return {
    ends: [...ends.slice(0, -2), ends[last]!],
    rows: [...rows.slice(0, -2), rows[last - 1]! + rows[last]!],
    series: joined,
    ...rest,
  };
}

/** A course to be drawn. */
export type ThinPoints = { readonly ends: readonly number[]; readonly series: readonly Series[] };
