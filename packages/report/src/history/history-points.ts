import type { EventKind, SeriesGroup } from './series-groups.js';

/** The course of one figure. */
export type Series = {
  readonly group: SeriesGroup;
  readonly name: string;
  /** One for each point; NaN where there is none. */
  readonly values: readonly number[];
};

/** Something that happened, with its words. */
export type HistoryEvent = {
  readonly kind: EventKind;
  /** How many examples there were. */
  readonly at: number;
  readonly text: string;
};

/** The course of a run, oldest first. */
export type HistoryPoints = {
  /** Examples at the end of each point. */
  readonly ends: readonly number[];
  /** Examples that each point covers. */
  readonly rows: readonly number[];
  readonly series: readonly Series[];
  /** The first ones that had words, at most 200. */
  readonly events: readonly HistoryEvent[];
  /** All that happened, with and without words. */
  readonly eventCounts: Readonly<Partial<Record<EventKind, number>>>;
};

/** Figures of one moment, by picture and name; null where there is nothing to say yet. */
export type HistoryFigures = {
  readonly [group in Exclude<SeriesGroup, 'events'>]?: Readonly<Record<string, number | null | undefined>>;
};
