import { CELL, type RowBlock } from '../blocks/row-block.js';
import { cellText } from '../encode/columns/cell-text.js';
import { isMissing } from '../values/is-missing.js';
import { parseBoolean } from '../values/parse-boolean.js';
import { parseDate } from '../values/parse-date.js';
import { parseNumber } from '../values/parse-number.js';

/** What the first rows of a table say about one of its columns. */
export type ColumnProfile = {
  readonly name: string;
  /** Rows that have a value. */
  present: number;
  missing: number;
  numbers: number;
  booleans: number;
  dates: number;
  /** Values with a space inside. */
  phrases: number;
  readonly distinct: Set<string>;
  readonly values: number[];
  readonly times: number[];
};

/** Counts what the cells of a column in this block could be. */
export function profileColumn(name: string, block: RowBlock): ColumnProfile {
  const profile: ColumnProfile = {
    name,
    present: 0,
    missing: 0,
    numbers: 0,
    booleans: 0,
    dates: 0,
    phrases: 0,
    distinct: new Set(),
    values: [],
    times: [],
  };
  const cells = block.columns[block.fields.indexOf(name)];
  for (let row = 0; row < block.size; row += 1) {
    if (block.faults.has(row)) continue;
    const text = cellText(cells, row);
    if (text === undefined || isMissing(text)) {
      profile.missing += 1;
      continue;
    }
    profile.present += 1;
    profile.distinct.add(text);
    const boolean = cells?.kinds[row] === CELL.boolean;
    const number = boolean ? Number.NaN : parseNumber(text);
    const time = parseDate(text);
    if (!Number.isNaN(number)) {
      profile.numbers += 1;
      profile.values.push(number);
    }
    if (boolean || !Number.isNaN(parseBoolean(text))) profile.booleans += 1;
    if (!Number.isNaN(time)) {
      profile.dates += 1;
      profile.times.push(time);
    }
    if (/\s/.test(text)) profile.phrases += 1;
  }
  return profile;
}
