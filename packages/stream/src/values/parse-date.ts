import type { DateNotation } from './notation.js';

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?`;
const ISO = new RegExp(String.raw`^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ]${CLOCK}${ZONE})?)?$`);
const PARTED = new RegExp(String.raw`^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+${CLOCK}${ZONE})?$`);
const MONTH = String.raw`([A-Za-z]{3,9})\.?`;
const NAMED = new RegExp(
  String.raw`^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[ /-]${MONTH}[ /-](\d{4})(?:,?[\s:]\s*${CLOCK}${ZONE})?$`,
);
const AMERICAN = new RegExp(
  String.raw`^(?:[A-Za-z]{3,9},?\s+)?${MONTH}\s+(\d{1,2}),?\s+(\d{4})(?:,?\s+${CLOCK}${ZONE})?$`,
);
const ASCTIME = new RegExp(String.raw`^[A-Za-z]{3}\s+${MONTH}\s+(\d{1,2})\s+${CLOCK}${ZONE}\s+(\d{4})$`);
const TIME = new RegExp(`^${CLOCK}$`);
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads a date as milliseconds since 1970 in UTC: ISO 8601 (`1949-01`, `1949-01-31`, `1949-01-31T23:59:59.5+01:00`, also with
 * `/` and a space, an hour-only offset and a 12-hour clock), RFC 1123 (`Tue, 31 Dec 2024 18:05:00 GMT`) and what else names the
 * month in English (`Dec 31, 2024`, `31/Dec/2024:18:05:00 +0000`, `Tue Dec 31 18:05:00 2024`), and with a notation
 * `31.12.2024 18:05`, `12/31/2024 06:05 PM`, `18:05:00` (milliseconds since midnight), or seconds and milliseconds since
 * 1970. Anything else, 2023-02-29 too, is NaN. A time without a zone is taken as UTC, so that the machine's own zone plays
 * no part.
 */
export function parseDate(text: string, notation?: DateNotation): number {
  const trimmed = text.trim();
  if (trimmed.length > 40) return Number.NaN;
  if (notation === 'seconds since 1970' || notation === 'milliseconds since 1970')
    return /^[+-]?\d+(?:\.\d*)?$/.test(trimmed)
      ? Number(trimmed) * (notation === 'seconds since 1970' ? 1000 : 1)
      : parseIso(trimmed);
  if (notation === 'time of day') {
    const clock = TIME.exec(trimmed);
    return clock === null ? Number.NaN : clockOf(clock, 1);
  }
  if (notation !== undefined) {
    const parts = PARTED.exec(trimmed);
    if (parts !== null) {
      const [first, second] = [Number(parts[1]), Number(parts[3])];
      const [day, month] = notation === 'day first' ? [first, second] : [second, first];
      return moment(yearOf(parts[4]!), month, day, parts, 5);
    }
  }
  return parseIso(trimmed);
}

function parseIso(text: string): number {
  const parts = ISO.exec(text);
  if (parts !== null) return moment(Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 1), parts, 4);
  const named = NAMED.exec(text);
  if (named !== null) return moment(Number(named[3]), monthOf(named[2]!), Number(named[1]), named, 4);
  const american = AMERICAN.exec(text);
  if (american !== null)
    return moment(Number(american[3]), monthOf(american[1]!), Number(american[2]), american, 4);
  const asctime = ASCTIME.exec(text);
  if (asctime === null) return Number.NaN;
  return moment(Number(asctime[9]), monthOf(asctime[1]!), Number(asctime[2]), asctime, 3);
}

/** The number of a month that is written out or cut short; 0 for any other word. */
function monthOf(word: string): number {
  const name = word.toLowerCase();
  return name === 'sept' ? 9 : MONTHS.findIndex((month) => month.startsWith(name)) + 1;
}

function moment(year: number, month: number, day: number, parts: RegExpExecArray, clockAt: number): number {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return Number.NaN;
  return dayNumber(year, month, day) * 86_400_000 + clockOf(parts, clockAt) - shiftOf(parts[clockAt + 5]);
}

/** Milliseconds since midnight, of the groups of CLOCK from `at` on; NaN where there is no such time. */
function clockOf(parts: RegExpExecArray, at: number): number {
  let hour = Number(parts[at] ?? 0);
  const minute = Number(parts[at + 1] ?? 0);
  const second = Number(parts[at + 2] ?? 0);
  const half = parts[at + 4]?.[0]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const thousandths = Number((parts[at + 3] ?? '0').padEnd(3, '0').slice(0, 3));
  return ((hour * 60 + minute) * 60 + second) * 1000 + thousandths;
}

function shiftOf(zone: string | undefined): number {
  if (zone === undefined || /^[A-Z]/.test(zone)) return 0;
  const digits = zone.replace(':', '');
  return (
    (digits[0] === '-' ? -1 : 1) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3) || 0)) * 60_000
  );
}

/** Two digits are the years from 1970 to 2069. */
function yearOf(digits: string): number {
  const year = Number(digits);
  return digits.length === 4 ? year : year + (year < 70 ? 2000 : 1900);
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
