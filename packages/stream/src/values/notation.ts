/**
 * How the numbers of a column are written where it is not `-1234.5`: a list of what was found, such as `decimal comma,
 * thousands`. Only `decimal comma` changes what is read; with any of them separators, currency signs, `%` and U+2212 are.
 */
export type NumberNotation = string;

/** How the dates of a column are written where it is not ISO 8601. */
export type DateNotation = (typeof DATE_NOTATIONS)[number];

/** What may be in a `NumberNotation`, in its order. */
export const NUMBER_MARKS = ['decimal comma', 'thousands', 'currency', 'percent', 'minus sign'] as const;

/** What a `NumberNotation` is made of. */
export type NumberMark = (typeof NUMBER_MARKS)[number];

const DATE_NOTATIONS = [
  'day first',
  'month first',
  'time of day',
  'seconds since 1970',
  'milliseconds since 1970',
] as const;

/** Tells whether a text is the notation of numbers: marks with commas between. */
export function isNumberNotation(value: unknown): value is NumberNotation {
  return (
    typeof value === 'string' &&
    value.split(', ').every((mark) => (NUMBER_MARKS as readonly string[]).includes(mark))
  );
}

/** Tells whether a text is the notation of dates. */
export function isDateNotation(value: unknown): value is DateNotation {
  return (DATE_NOTATIONS as readonly unknown[]).includes(value);
}
