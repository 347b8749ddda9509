import type { DateNotation, NumberNotation } from '../values/notation.js';
import { isDateNotation, isNumberNotation } from '../values/notation.js';
import { wordOf } from '../values/word-of.js';
import { dateNotationOf, epochNotation, looksLikeEpoch, type NoticedDates } from './date-notation-of.js';
import type { Notice } from './notice.js';
import { numberFrame } from './number-frame.js';
import { numberNotationOf } from './number-notation-of.js';
import { type ColumnProfile, isBoolean, isNumeric } from './profile-column.js';
import type { ColumnSchema, ColumnType, Cycle } from './schema.js';
import { own, type SchemaOptions } from './schema-options.js';
import { sentinelsOf } from './sentinels-of.js';

/** Says something about the data. */
export type Say = (notice: Notice) => void;

/** How the numbers of a column are read: with which notation, and which of them mean "no value". */
export type InferredNumbers = {
  readonly values: readonly number[];
  readonly notation: NumberNotation | undefined;
  readonly sentinels: readonly number[];
};

/** Decides what a column is, and how its values are written. */
export function columnSchema(profile: ColumnProfile, options: SchemaOptions, say: Say): ColumnSchema {
  const { name, present } = profile;
  const missing = profile.missing > 0;
  const limit = options.oneHotLimit ?? 32;
  const buckets = options.hashBuckets ?? 32;
  const numbers = numbersOf(profile, options);
  const dates = datesOf(profile, options);
  const type =
    own(options.types, name) ??
    (isDateNotation(own(options.notations, name))
      ? 'date'
      : columnType(profile, { limit, numbers, dates, isTime: name === options.timeColumn }));
  if (type === 'number') {
    const { values, notation, sentinels } = numbers ?? plainNumbers(profile, options);
    sayNotation(name, type, notation, say);
    saySentinels(name, sentinels, say);
    const epoch = own(options.types, name) === undefined ? looksLikeEpoch(values) : undefined;
    if (epoch !== undefined)
      say({
        kind: 'hint',
        column: name,
        message: `column "${name}" looks like ${epoch}, and is taken as a number; --schema with {"types": {"${name}": "date"}} makes a date of it`,
      });
    return {
      name,
      type,
      missing: missing || sentinels.length > 0,
      ...numberFrame(values.filter((value) => !sentinels.includes(value))),
      ...(notation === undefined ? {} : { notation }),
      ...(sentinels.length === 0 ? {} : { sentinels }),
    };
  }
  if (type === 'boolean') return { name, type, missing };
  if (own(options.types, name) === undefined) sayLoneWord(profile, options, say);
  if (type === 'text') return { name, type, missing, buckets };
  if (type === 'date') {
    const given = own(options.notations, name);
    const { notation, times, isGuess } = dates ?? epochs(profile);
    const taken = isDateNotation(given) ? given : notation;
    sayNotation(name, type, taken, say);
    if (isGuess && taken === notation)
      say({
        kind: 'notation',
        column: name,
        message: `column "${name}": day and month cannot be told apart, ${notation} is taken; --date-order ${notation === 'day first' ? 'month' : 'day'} says otherwise`,
      });
    const clock = taken === 'time of day';
    return {
      name,
      type,
      missing,
      cycles: clock ? ['day'] : cyclesOf(times),
      origin: clock ? 0 : (times[0] ?? 0),
      ...(taken === undefined ? {} : { notation: taken }),
    };
  }
  if (type === 'category') {
    // Half as many slots again as categories were met: newcomers, too, shall have inputs of their own.
    const met = profile.distinct.size;
    return {
      name,
      type,
      missing,
      slots: Math.min(limit, met + Math.max(2, Math.ceil(met / 2))),
      buckets: met > limit ? buckets : Math.min(buckets, 4),
    };
  }
  return { name, type: 'ignored', reason: present === 0 ? NO_VALUE : 'ignored by its type' };
}

/** Why a column is not learned from that had no value among the first rows: it may still come alive. */
export const NO_VALUE = 'no value in the first rows';

/** Reads a column as numbers; undefined where it holds others. */
export function numbersOf(profile: ColumnProfile, options: SchemaOptions): InferredNumbers | undefined {
  const { name, present } = profile;
  if (present === 0) return undefined;
  const given = own(options.notations, name);
  const decimal = isNumberNotation(given)
    ? given.includes('decimal comma')
      ? 'comma'
      : 'point'
    : options.decimal;
  const noticed = numberNotationOf(profile, decimal);
  if (noticed === undefined && !isNumeric(profile)) return undefined;
  if (noticed === undefined) return plainNumbers(profile, options);
  const notation = isNumberNotation(given) ? given : noticed.notation;
  return withSentinels(name, noticed.values, notation, options);
}

function plainNumbers(profile: ColumnProfile, options: SchemaOptions): InferredNumbers {
  const given = own(options.notations, profile.name);
  return withSentinels(profile.name, profile.values, isNumberNotation(given) ? given : undefined, options);
}

function withSentinels(
  name: string,
  values: readonly number[],
  notation: NumberNotation | undefined,
  options: SchemaOptions,
): InferredNumbers {
  return { values, notation, sentinels: own(options.sentinels, name) ?? sentinelsOf(values) };
}

function datesOf(profile: ColumnProfile, options: SchemaOptions): NoticedDates | undefined {
  if (profile.present === 0) return undefined;
  const given = own(options.notations, profile.name);
  const order = given === 'day first' ? 'day' : given === 'month first' ? 'month' : options.dateOrder;
  return dateNotationOf(profile, order);
}

/** Numbers that the user says are dates. */
function epochs({ values, times }: ColumnProfile): NoticedDates {
  if (values.length === 0) return { notation: undefined, times, isGuess: false };
  const notation: DateNotation = epochNotation(values);
  const factor = notation === 'seconds since 1970' ? 1000 : 1;
  return {
    notation: factor === 1 ? undefined : notation,
    times: values.map((value) => value * factor),
    isGuess: false,
  };
}

function columnType(
  profile: ColumnProfile,
  known: {
    readonly limit: number;
    readonly numbers: InferredNumbers | undefined;
    readonly dates: NoticedDates | undefined;
    readonly isTime: boolean;
  },
): ColumnType {
  const { present, distinct, phrases } = profile;
  const { numbers, dates, limit, isTime } = known;
  if (isTime && present > 0) return numbers !== undefined ? 'number' : 'date';
  if (present === 0) return 'ignored';
  if (numbers !== undefined && profile.codes === 0) return 'number';
  if (isBoolean(profile)) return 'boolean';
  if (dates !== undefined) return 'date';
  const mostlyDistinct = distinct.size > limit && distinct.size * 2 > present;
  return mostlyDistinct || (phrases * 2 > present && distinct.size * 4 > present) ? 'text' : 'category';
}

function cyclesOf(times: readonly number[]): Cycle[] {
  const day = 86_400_000;
  const cycles: Cycle[] = [];
  if (times.some((time) => time % day !== 0)) cycles.push('day');
  // Dates that all fall on the first of a month say nothing about weeks.
  if (times.some((time) => new Date(time).getUTCDate() !== 1)) cycles.push('week');
  cycles.push('year');
  return cycles;
}

/** Says how a column is written, where that is not the plain way. */
export function sayNotation(
  column: string,
  what: string,
  notation: NumberNotation | DateNotation | undefined,
  say: Say,
): void {
  if (notation === undefined) return;
  const otherwise = notation.includes('decimal comma')
    ? '--decimal point'
    : what === 'number'
      ? `--schema with {"types": {"${column}": "category"}}`
      : `--schema with {"notations": {"${column}": …}}`;
  say({ kind: 'notation', column, message: `${column}: ${what} (${notation}); ${otherwise} says otherwise` });
}

/** Says where one word keeps a column from being numbers: it may mean that there is no value. */
function sayLoneWord(profile: ColumnProfile, options: SchemaOptions, say: Say): void {
  const { name, present, texts, distinct } = profile;
  const words = [...distinct].filter((word) => !/\d/.test(word));
  const [word] = words;
  if (words.length !== 1 || word === undefined || distinct.size < 3) return;
  const others = texts.filter((text) => wordOf(text) !== word);
  const count = texts.length - others.length;
  if (numbersOf({ ...profile, texts: others, present: present - count }, options) === undefined) return;
  const quoted = JSON.stringify(word.slice(0, 40));
  const share = Math.round((count / present) * 100);
  say({
    kind: 'hint',
    column: name,
    message: `column "${name}" is not taken as numbers, since ${share} % of its values are ${quoted}; if that means "no value", --missing with ${quoted} among its words makes numbers of it`,
  });
}

/** Says which numbers are taken as missing. */
export function saySentinels(column: string, sentinels: readonly number[], say: Say): void {
  if (sentinels.length > 0)
    say({
      kind: 'sentinel',
      column,
      message: `${column}: ${sentinels.join(' and ')} is taken as "no value"; --schema with {"sentinels": {"${column}": []}} keeps it as a number`,
    });
}
