import { CELL, type RowBlock } from '../blocks/row-block.js';
import { cellText } from '../encode/columns/cell-text.js';
import { isMissing } from '../values/is-missing.js';
import type { Missing } from '../values/missing-words.js';
import { isBooleanLetter, parseBoolean } from '../values/parse-boolean.js';
import { parseDate } from '../values/parse-date.js';
import { parseNumber } from '../values/parse-number.js';
import { wordOf } from '../values/word-of.js';

const CODE = /^[+-]?0\d+$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** What the first rows of a table say about one of its columns. */
export type ColumnProfile = {
  readonly name: string;
  /** Rows that have a value. */
  present: number;
  missing: number;
  numbers: number;
  /** Numbers with a zero before their digits, or mostly whole ones beyond 2^53: codes. */
  codes: number;
  /** Whole numbers that came as text, and that no double holds exactly. */
  inexact: number;
  booleans: number;
  /** Booleans that are not a single letter. */
  booleanWords: number;
  yes: number;
  /** Numbers 0 and 1. */
  zeroOnes: number;
  dates: number;
  /** Values with a space inside. */
  phrases: number;
  readonly distinct: Set<string>;
  readonly values: number[];
  readonly times: number[];
  /** What is neither a number nor a boolean by its type. */
  readonly texts: string[];
};

/** Counts what the cells of a column in these blocks could be. */
export function profileColumn(
  name: string,
  blocks: readonly RowBlock[],
  missing: Missing = isMissing,
): ColumnProfile {
  const profile: ColumnProfile = {
    name,
    present: 0,
    missing: 0,
    numbers: 0,
    codes: 0,
    inexact: 0,
    booleans: 0,
    booleanWords: 0,
    yes: 0,
    zeroOnes: 0,
    dates: 0,
    phrases: 0,
    distinct: new Set(),
    values: [],
    times: [],
    texts: [],
  };
  for (const block of blocks) addBlock(profile, block, missing);
  if (profile.inexact * 2 > profile.present) profile.codes += profile.inexact;
  return profile;
}

function addBlock(profile: ColumnProfile, block: RowBlock, missing: Missing): void {
  const cells = block.columns[block.fields.indexOf(profile.name)];
  for (let row = 0; row < block.size; row += 1) {
    if (block.faults.has(row)) continue;
    const text = cellText(cells, row, missing);
    if (text === undefined || INFINITE.test(text)) {
      profile.missing += 1;
      continue;
    }
    profile.present += 1;
    profile.distinct.add(wordOf(text));
    const kind = cells?.kinds[row];
    const boolean = kind === CELL.boolean;
    const number = boolean ? Number.NaN : parseNumber(text);
    if (!boolean && kind !== CELL.number) profile.texts.push(text);
    if (!Number.isNaN(number)) {
      profile.numbers += 1;
      profile.values.push(number);
      if (number === 0 || number === 1) profile.zeroOnes += 1;
      if (kind !== CELL.number && CODE.test(text)) profile.codes += 1;
      if (Math.abs(number) > Number.MAX_SAFE_INTEGER && /^[+-]?\d+$/.test(text)) profile.inexact += 1;
    }
    // A number is no date, and no word for yes or no.
    const isWord = !boolean && Number.isNaN(number);
    const time = isWord ? parseDate(text) : Number.NaN;
    const yes = boolean ? cells!.numbers[row]! : isWord ? parseBoolean(text) : Number.NaN;
    if (!Number.isNaN(yes)) {
      profile.booleans += 1;
      profile.yes += yes;
      if (boolean || !isBooleanLetter(text)) profile.booleanWords += 1;
    }
    if (!Number.isNaN(time)) {
      profile.dates += 1;
      profile.times.push(time);
    }
    if (/\s/.test(text)) profile.phrases += 1;
  }
}

/** One value in twenty may be a slip, which is then a bad row, and not a reason to take numbers for words. */
export function mostly(count: number, present: number): boolean {
  return count === present || (present >= 20 && count * 20 >= present * 19);
}

/** Tells whether a column is yes and no: words for them, also beside 0 and 1, or letters of which both were met. */
export function isBoolean(profile: ColumnProfile): boolean {
  const { booleans, booleanWords, yes, zeroOnes, present } = profile;
  if (booleans === 0 || !mostly(booleans + zeroOnes, present)) return false;
  return booleanWords > 0 || (yes > 0 && yes < booleans);
}

/** Tells whether a column holds numbers as programs write them, and not codes such as 007. */
export function isNumeric({ numbers, codes, present }: ColumnProfile): boolean {
  return codes === 0 && mostly(numbers, present);
}
