import {
  type OptionNames,
  StateFormat,
  type StateHeader,
  type StateReader,
  type StateTree,
} from '@graph/core';
import { check } from '../check.js';
import { ReportError } from '../errors.js';
import type { HistoryEvent, HistoryFigures, HistoryPoints } from './history-points.js';
import {
  EVENT_KINDS,
  type EventKind,
  mergeValues,
  SERIES_GROUPS,
  type SeriesGroup,
} from './series-groups.js';

/** How a run is remembered. */
export type RunHistoryOptions = {
  /** Points at most, an even number from 8 to 4096. Default 512. */
  readonly points?: number;
  /** Examples of the first points, ≥ 1; they double whenever there are too many points. Default 64. */
  readonly interval?: number;
};

/** A history as plain data. */
export type RunHistoryState = StateHeader<'run-history'> & StateTree;

const FORMAT = new StateFormat('run-history', 1, ReportError);
const NAMES: OptionNames<RunHistoryOptions> = { points: true, interval: true };

/** Events that keep their words. */
const MOST_EVENTS = 200;
/** Series of a picture; the values of further names are one series. */
const MOST_NAMES = 16;
const OTHERS = 'others';

type OpenSeries = { readonly group: SeriesGroup; readonly name: string; values: number[] };

/**
 * Remembers the course of a run, however long it is, in at most 512 points: when there are too many, neighbours become one. It
 * depends on the examples and their figures alone, not on when the run was saved, stopped or resumed; nothing of it is read from a
 * clock.
 *
 * @example
 * ```ts
 * const history = new RunHistory();
 * history.update(rows, loss);                       // after each step
 * if (history.isDue) history.record({ metric: { model: 0.81, 'last class': 0.85 }, memory: { DE: 400, NO: 600 } });
 * ```
 */
export class RunHistory {
  readonly #most: number;
  #interval: number;
  #examples = 0;
  #ends: number[] = [];
  #rows: number[] = [];
  readonly #series = new Map<string, OpenSeries>();
  readonly #openEvents = new Map<EventKind, number>();
  readonly #eventCounts = new Map<EventKind, number>();
  #events: HistoryEvent[] = [];
  #openLoss = 0;
  #openLossRows = 0;

  /** @throws ReportError `OPTION` if an option is unknown or out of its range. */
  constructor(options: RunHistoryOptions = {}) {
    check.names('RunHistory', options, NAMES);
    const { points = 512, interval = 64 } = options;
    check.wholeNumber('points', points, { min: 8, max: 4096 });
    if (points % 2 !== 0) throw check.error(`points is ${points}, wanted an even number`);
    check.wholeNumber('interval', interval, { min: 1 });
    this.#most = points;
    this.#interval = interval;
  }

  /** Restores a history from its `state()`. @throws ReportError `STATE` if it is not one. */
  static from(state: RunHistoryState): RunHistory {
    const reader = FORMAT.read(state);
    const points = reader.count('points', 8, 4096);
    if (points % 2 !== 0) throw reader.error('points', 'an even number');
    const history = new RunHistory({ points, interval: reader.count('interval', 1) });
    history.#restore(reader);
    return history;
  }

  /** Returns everything that it remembers; the arrays are copies. */
  state(): RunHistoryState {
    const series = [...this.#series.values()];
    const kinds = (counts: ReadonlyMap<EventKind, number>): Float64Array =>
      Float64Array.from(EVENT_KINDS, (kind) => counts.get(kind) ?? 0);
    return {
      ...FORMAT.header,
      points: this.#most,
      interval: this.#interval,
      examples: this.#examples,
      ends: Float64Array.from(this.#ends),
      rows: Float64Array.from(this.#rows),
      series: JSON.stringify(series.map(({ group, name }) => [group, name])),
      values: Float64Array.from(series.flatMap(({ values }) => values)),
      openLoss: this.#openLoss,
      openLossRows: this.#openLossRows,
      openEvents: kinds(this.#openEvents),
      eventCounts: kinds(this.#eventCounts),
      events: JSON.stringify(this.#events.map(({ kind, at, text }) => [kind, at, text])),
    };
  }

  /** Examples so far. */
  get examples(): number {
    return this.#examples;
  }

  /** Examples that a whole point covers now. */
  get interval(): number {
    return this.#interval;
  }

  /** Whether a point is whole, so that `record` is wanted. */
  get isDue(): boolean {
    const before = this.#ends.at(-1) ?? 0;
    return Math.floor(this.#examples / this.#interval) > Math.floor(before / this.#interval);
  }

  /**
   * Takes in a step; allocates nothing.
   *
   * @param rows - new examples, ≥ 0.
   * @param loss - their mean loss before they were learned from; NaN where there is none.
   */
  update(rows: number, loss: number): void {
    this.#examples += rows;
    if (!Number.isFinite(loss)) return;
    this.#openLoss += loss * rows;
    this.#openLossRows += rows;
  }

  /** Takes in that something happened. @param text - what, where that is worth words. */
  event(kind: EventKind, text?: string): void {
    check.oneOf('the kind of an event', kind, EVENT_KINDS);
    this.#openEvents.set(kind, (this.#openEvents.get(kind) ?? 0) + 1);
    this.#eventCounts.set(kind, (this.#eventCounts.get(kind) ?? 0) + 1);
    if (text !== undefined && this.#events.length < MOST_EVENTS)
      this.#events.push({ kind, at: this.#examples, text });
  }

  /** Ends a point with the figures of this moment. At most 16 names of a picture have a series of their own. */
  record(figures: HistoryFigures = {}): void {
    const rows = this.#examples - (this.#ends.at(-1) ?? 0);
    if (rows <= 0) return;
    this.#put('loss', 'new', this.#openLoss / this.#openLossRows);
    for (const [group, values] of Object.entries(figures)) {
      check.oneOf('a picture of a history', group, Object.keys(SERIES_GROUPS));
      this.#putAll(group as SeriesGroup, values);
    }
    for (const [kind, count] of this.#openEvents) this.#put('events', kind, count);
    this.#ends.push(this.#examples);
    this.#rows.push(rows);
    // What has no value at this point has none in its series either; of events there were none.
    for (const { group, values } of this.#series.values())
      if (values.length < this.#ends.length) values.push(group === 'events' ? 0 : Number.NaN);
    this.#openLoss = 0;
    this.#openLossRows = 0;
    this.#openEvents.clear();
    if (this.#ends.length === this.#most) this.#halve();
  }

  /**
   * Returns the course so far.
   *
   * @param figures - of this moment: they end the last point here, where it is not whole, and change nothing of the history.
   */
  points(figures?: HistoryFigures): HistoryPoints {
    if (figures !== undefined && this.#examples > (this.#ends.at(-1) ?? 0)) {
      const twin = RunHistory.from(this.state());
      twin.record(figures);
      return twin.points();
    }
    return {
      ends: [...this.#ends],
      rows: [...this.#rows],
      series: [...this.#series.values()].map(({ group, name, values }) => ({
        group,
        name,
        values: [...values],
      })),
      events: [...this.#events],
      eventCounts: Object.fromEntries(this.#eventCounts),
    };
  }

  #putAll(group: SeriesGroup, values: Readonly<Record<string, number | null | undefined>>): void {
    let others = 0;
    let count = 0;
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === undefined) continue;
      if (this.#hasRoomFor(group, name)) this.#put(group, name, value);
      else {
        others += value;
        count += 1;
      }
    }
    if (count === 0) return;
    const { values: series } = this.#seriesOf(group, OTHERS);
    series.push(SERIES_GROUPS[group] === 'mean' ? others / count : others);
  }

  #hasRoomFor(group: SeriesGroup, name: string): boolean {
    if (this.#series.has(keyOf(group, name))) return name !== OTHERS;
    let names = 0;
    for (const series of this.#series.values()) if (series.group === group) names += 1;
    return names < MOST_NAMES && name !== OTHERS;
  }

  #put(group: SeriesGroup, name: string, value: number): void {
    this.#seriesOf(group, name).values.push(Number.isFinite(value) ? value : Number.NaN);
  }

  #seriesOf(group: SeriesGroup, name: string): OpenSeries {
    const key = keyOf(group, name);
    let series = this.#series.get(key);
    if (series === undefined) {
      const before = group === 'events' ? 0 : Number.NaN;
      series = { group, name, values: new Array<number>(this.#ends.length).fill(before) };
      this.#series.set(key, series);
    }
    return series;
  }

  #halve(): void {
    const rows = this.#rows;
    const half = this.#most / 2;
    const pairs = Array.from({ length: half }, (_, at) => 2 * at);
    for (const series of this.#series.values()) {
      const merge = SERIES_GROUPS[series.group];
      const { values } = series;
      series.values = pairs.map((at) =>
        mergeValues(merge, values[at]!, values[at + 1]!, rows[at]!, rows[at + 1]!),
      );
    }
    this.#ends = pairs.map((at) => this.#ends[at + 1]!);
    this.#rows = pairs.map((at) => rows[at]! + rows[at + 1]!);
    this.#interval *= 2;
  }

  #restore(reader: StateReader): void {
    this.#examples = reader.count('examples');
    const ends = reader.floats('ends');
    if (ends.length >= this.#most) throw reader.error('ends', `fewer than ${this.#most} numbers`);
    const isRising = ends.every((end, at) => Number.isSafeInteger(end) && end > (ends[at - 1] ?? 0));
    if (!isRising || this.#examples < (ends.at(-1) ?? 0))
      throw reader.error('ends', 'whole numbers that rise to the number of examples');
    this.#ends = [...ends];
    this.#rows = [...reader.floats('rows', ends.length)];
    const names = listOf(reader, 'series', 2);
    const values = reader.floats('values', names.length * ends.length);
    for (const [at, [group, name]] of names.entries()) {
      if (!Object.keys(SERIES_GROUPS).some((known) => known === group) || typeof name !== 'string')
        throw reader.error('series', 'the JSON of a list of known pictures and names');
      this.#series.set(keyOf(group as SeriesGroup, name), {
        group: group as SeriesGroup,
        name,
        values: [...values.subarray(at * ends.length, (at + 1) * ends.length)],
      });
    }
    this.#openLoss = reader.number('openLoss');
    this.#openLossRows = reader.count('openLossRows');
    const counts = (key: string, into: Map<EventKind, number>): void => {
      const list = reader.floats(key, EVENT_KINDS.length);
      for (const [at, kind] of EVENT_KINDS.entries()) if (list[at]! > 0) into.set(kind, list[at]!);
    };
    counts('openEvents', this.#openEvents);
    counts('eventCounts', this.#eventCounts);
    this.#events = listOf(reader, 'events', 3).map(([kind, at, text]) => {
      const known = EVENT_KINDS.find((each) => each === kind);
      if (known === undefined || typeof at !== 'number' || typeof text !== 'string')
        throw reader.error('events', 'the JSON of a list of events');
      return { kind: known, at, text };
    });
  }
}

function keyOf(group: SeriesGroup, name: string): string {
  return `${group} ${name}`;
}

/** Reads the JSON of a list of lists of that length. */
function listOf(reader: StateReader, key: string, length: number): readonly (readonly unknown[])[] {
  const list = reader.json(key);
  if (!Array.isArray(list) || !list.every((each) => Array.isArray(each) && each.length === length))
    throw reader.error(key, 'the JSON of a list of lists');
  return list;
}
