import type { HistoryPoints, Series } from '../history/history-points.js';
import { mergeValues, SERIES_GROUPS } from '../history/series-groups.js';

/** Returns the same course with at most so many points, neighbours having become one. */
export function thin({ ends, rows, series }: HistoryPoints, most: number): ThinPoints {
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

/** A course to be drawn. */
export type ThinPoints = { readonly ends: readonly number[]; readonly series: readonly Series[] };
