/**
 * What belongs in one picture, and how two neighbouring points of it become one: their mean, the later of them, or their sum.
 *
 * `loss` of new and of rehearsed rows · `metric` of the model and of each guess that needs no model, over recent rows · `levels` how
 * good each level is known · `memory` remembered rows by what they are of · `network` its size · `experts` their weights ·
 * `rehearsal` what of it is in force · `events` how many there were.
 */
export const SERIES_GROUPS: Readonly<Record<SeriesGroup, Merge>> = {
  loss: 'mean',
  metric: 'mean',
  levels: 'mean',
  memory: 'last',
  network: 'last',
  experts: 'mean',
  rehearsal: 'mean',
  events: 'sum',
};

/** How two points become one. */
export type Merge = 'mean' | 'last' | 'sum';

/** What belongs in one picture: see `HistoryFigures`. */
export type SeriesGroup =
  | 'loss'
  | 'metric'
  | 'levels'
  | 'memory'
  | 'network'
  | 'experts'
  | 'rehearsal'
  | 'events';

/** What can happen in a run. */
export const EVENT_KINDS: readonly EventKind[] = [
  'level',
  'drift',
  'growth',
  'pruning',
  'class',
  'column',
  'clip',
  'consolidation',
];

/** What can happen in a run: a change of level, of the world, of the network or of the table, or a value held within its range. */
export type EventKind =
  | 'level'
  | 'drift'
  | 'growth'
  | 'pruning'
  | 'class'
  | 'column'
  | 'clip'
  | 'consolidation';

/** Merges two values of neighbouring points that cover so many rows each; NaN is no value. */
export function mergeValues(
  merge: Merge,
  one: number,
  other: number,
  rows: number,
  otherRows: number,
): number {
  if (Number.isNaN(other)) return one;
  if (Number.isNaN(one)) return other;
  if (merge === 'last') return other;
  return merge === 'sum' ? one + other : (one * rows + other * otherRows) / (rows + otherRows);
}
