import type { DateNotation } from '../values/notation.js';
import { parseDate } from '../values/parse-date.js';
import { type ColumnProfile, mostly } from './profile-column.js';

/** How the dates of a column are written, and what they are. */
export type NoticedDates = {
  readonly notation: DateNotation | undefined;
  readonly times: readonly number[];
  /** Day and month could be either way round. */
  readonly isGuess: boolean;
};

/** Looks at a whole column for dates; undefined where they are none. */
export function dateNotationOf(
  profile: ColumnProfile,
  order: 'day' | 'month' | undefined,
): NoticedDates | undefined {
  const { texts, present, dates, times } = profile;
  if (mostly(dates, present)) return { notation: undefined, times, isGuess: false };
  const clock = read(texts, 'time of day');
  if (mostly(clock.length, present)) return { notation: 'time of day', times: clock, isGuess: false };
  const [day, month] = [read(texts, 'day first'), read(texts, 'month first')];
  if (!mostly(Math.max(day.length, month.length), present)) return undefined;
  const isGuess =
    order === undefined && day.length === month.length && day.some((time, at) => time !== month[at]);
  const isMonth =
    day.length === month.length
      ? (order ?? likelyOrder(texts, day, month)) === 'month'
      : month.length > day.length;
  return { notation: isMonth ? 'month first' : 'day first', times: isMonth ? month : day, isGuess };
}

/** Where both readings are possible: the one in which time never goes back, or the one that goes with a 12-hour clock. */
function likelyOrder(
  texts: readonly string[],
  day: readonly number[],
  month: readonly number[],
): 'day' | 'month' {
  const [byDay, byMonth] = [isOrdered(day), isOrdered(month)];
  if (byDay !== byMonth) return byDay ? 'day' : 'month';
  return texts.some((text) => /\/.*[ap]\.?m/i.test(text)) ? 'month' : 'day';
}

function isOrdered(times: readonly number[]): boolean {
  return times.every((time, at) => at === 0 || time >= times[at - 1]!);
}

/** The notation of numbers that are to be dates: by their size, from 1973 on. */
export function epochNotation(values: readonly number[]): DateNotation {
  const sizes = Float64Array.from(values, Math.abs).sort();
  const middle = sizes[sizes.length >> 1] ?? 0;
  return middle >= 1e8 && middle < 1e11 ? 'seconds since 1970' : 'milliseconds since 1970';
}

/** Tells whether all numbers are whole and look like seconds or milliseconds since 1970, from 2000 to 2100. */
export function looksLikeEpoch(values: readonly number[]): DateNotation | undefined {
  const [first, last] = [946_684_800, 4_102_444_800];
  if (values.length < 20 || new Set(values).size * 2 < values.length || !values.every(Number.isInteger))
    return undefined;
  if (values.every((value) => value >= first && value < last)) return 'seconds since 1970';
  return values.every((value) => value >= first * 1000 && value < last * 1000)
    ? 'milliseconds since 1970'
    : undefined;
}

function read(texts: readonly string[], notation: DateNotation): readonly number[] {
  return texts.map((text) => parseDate(text, notation)).filter((time) => !Number.isNaN(time));
}
