import type { HistoryFigures } from './history-points.js';

/** Names figures as TensorBoard and logs do, such as `metric/model` and `loss/new`; what has no value is left out. */
export function figureTags(figures: HistoryFigures): Readonly<Record<string, number>> {
  const tags = Object.entries(figures).flatMap(([group, values]) =>
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'number' && Number.isFinite(value) ? [[`${group}/${name}`, value] as const] : [],
    ),
  );
  return Object.fromEntries(tags);
}
