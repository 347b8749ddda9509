import { Flags } from '@oclif/core';

const LOOK = 'default by looking at the first rows';

/** The flags of `check`. */
export const checkFlags = {
  target: Flags.string({
    helpValue: 'COLUMN',
    description: 'The column to predict, or several with commas.',
  }),
  task: Flags.string({
    helpValue: 'NAME',
    options: ['regression', 'binary', 'multiclass'],
    description: `What kind of target it is. [${LOOK}]`,
  }),
  rows: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 100_000,
    default: 500,
    description: 'Rows to look at. [1 to 100000; default 500, as many as a run looks at]',
  }),
  schema: Flags.string({ helpValue: 'FILE', description: 'JSON that says what columns are, as for a run.' }),
  exclude: Flags.string({ helpValue: 'LIST', description: 'Columns not to learn from, with commas.' }),
  'time-column': Flags.string({
    helpValue: 'COLUMN',
    description: 'The column that says when a row happened.',
  }),
  decimal: Flags.string({
    helpValue: 'NAME',
    options: ['point', 'comma'],
    description: `What stands before the decimals of a number. [${LOOK}]`,
  }),
  'date-order': Flags.string({
    helpValue: 'NAME',
    options: ['day', 'month'],
    description: `What comes first in dates like 03/04/2024. [${LOOK}]`,
  }),
  missing: Flags.string({
    helpValue: 'LIST',
    description:
      'The words that mean "no value", with commas. [default NA, NaN, null, none, ?, - and the like]',
  }),
  delimiter: Flags.string({
    helpValue: 'C',
    description: `CSV: the character between values, or tab. [${LOOK}]`,
  }),
  quote: Flags.string({
    helpValue: 'C',
    description: 'CSV: the character that quotes values, or none. [default "]',
  }),
  comment: Flags.string({ helpValue: 'C', description: 'CSV: lines that start with it are passed over.' }),
  'skip-lines': Flags.integer({
    helpValue: 'N',
    min: 0,
    max: 10_000,
    description: 'CSV: lines before the header to pass over. [0 to 10000; default 0]',
  }),
  'no-header': Flags.boolean({
    description: 'CSV: the first line is a row; columns are called column 1, column 2, …',
  }),
  encoding: Flags.string({
    helpValue: 'NAME',
    description:
      'What text is encoded in, such as windows-1252. [default its mark, UTF-8, or Windows-1252 where it is sure]',
  }),
};
