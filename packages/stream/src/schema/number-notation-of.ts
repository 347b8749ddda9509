import { markedNumber } from '../values/marked-number.js';
import { NUMBER_MARKS, type NumberMark, type NumberNotation } from '../values/notation.js';
import { type ColumnProfile, mostly } from './profile-column.js';

/** How the numbers of a column are written, and what they are. */
export type NoticedNumbers = { readonly notation: NumberNotation; readonly values: readonly number[] };

type Reading = {
  readonly decimal: 'point' | 'comma';
  readonly count: number;
  readonly values: readonly number[];
  readonly marks: ReadonlySet<NumberMark>;
  /** Values that can be read in this way only. */
  readonly decided: number;
};

/**
 * Looks at a whole column for numbers with separators, currency signs, `%` or U+2212.
 *
 * @param decimal - what stands before the decimals, where the column itself does not tell.
 * @returns undefined where they are written without, or are not numbers.
 */
export function numberNotationOf(
  profile: ColumnProfile,
  decimal: 'point' | 'comma' | undefined,
): NoticedNumbers | undefined {
  const { texts, present, numbers, codes } = profile;
  // Numbers that came as numbers have no notation.
  if (texts.length === 0 || (codes > 0 && codes + numbers > present)) return undefined;
  const isPlain = mostly(numbers, present);
  if (numbers === present && decimal !== 'comma') return undefined;
  const [point, comma] = [read(texts, 'point'), read(texts, 'comma')];
  const best = choose(point, comma, decimal);
  const untold = present - texts.length;
  if (best.marks.size === 0 || !mostly(best.count + untold, present)) return undefined;
  // A column of plain numbers has a notation only if that reads more of it.
  if (isPlain && decimal !== 'comma' && best.count + untold <= numbers) return undefined;
  const notation = NUMBER_MARKS.filter((mark) => best.marks.has(mark));
  // What tells point from comma later, though no value had decimals so far.
  if (best.decimal === 'comma' && !notation.includes('decimal comma')) notation.unshift('decimal comma');
  return { notation: notation.join(', '), values: best.values };
}

/** Tells whether a column can be read with a decimal comma only: what such a column says of the others in its table. */
export function saysComma(profile: ColumnProfile): boolean {
  const { texts, present, numbers } = profile;
  if (texts.length === 0 || mostly(numbers, present)) return false;
  const comma = read(texts, 'comma');
  return comma.decided > read(texts, 'point').decided && mostly(comma.count, texts.length);
}

function choose(point: Reading, comma: Reading, hint: 'point' | 'comma' | undefined): Reading {
  if (point.count !== comma.count) return point.count > comma.count ? point : comma;
  if (point.decided !== comma.decided) return point.decided > comma.decided ? point : comma;
  return hint === 'comma' ? comma : point;
}

function read(texts: readonly string[], decimal: 'point' | 'comma'): Reading {
  const values: number[] = [];
  const marks = new Set<NumberMark>();
  let decided = 0;
  for (const text of texts) {
    const number = markedNumber(text, decimal === 'point' ? '.' : ',');
    if (number === undefined) continue;
    values.push(number.value);
    for (const mark of number.marks) marks.add(mark);
    if (number.reading === decimal) decided += 1;
  }
  return { decimal, count: values.length, values, marks, decided };
}
