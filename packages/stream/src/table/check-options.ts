import type { OptionNames } from '@graph/core';
import { isEncoding } from '../bytes/transcode.js';
import { check } from '../check.js';
import { isDateNotation, isNumberNotation } from '../values/notation.js';
import type { TableOptions } from './table-options.js';

const NAMES: OptionNames<TableOptions> = {
  target: true,
  task: true,
  columns: true,
  exclude: true,
  types: true,
  timeColumn: true,
  domainColumn: true,
  oneHotLimit: true,
  hashBuckets: true,
  format: true,
  delimiter: true,
  maxRecordBytes: true,
  schema: true,
  vocabulary: true,
  onBadRow: true,
  onSkip: true,
  inferRows: true,
  maxClasses: true,
  learning: true,
  onContradiction: true,
  onNotice: true,
  notations: true,
  decimal: true,
  dateOrder: true,
  missing: true,
  sentinels: true,
  featureBuckets: true,
  quote: true,
  comment: true,
  skipLines: true,
  header: true,
  encoding: true,
};

/** Checks the options of a table before anything is read. */
export function checkOptions(options: TableOptions): void {
  check.names('TableReader', options, NAMES);
  const counts = {
    inferRows: [1, 100_000],
    maxClasses: [1, 65_536],
    maxRecordBytes: [64, 1 << 28],
    oneHotLimit: [1, 1024],
    hashBuckets: [1, 4096],
    featureBuckets: [1, 65_536],
    skipLines: [0, 10_000],
  } as const;
  for (const [name, [min, max]] of Object.entries(counts)) {
    const value = options[name as keyof typeof counts];
    if (value !== undefined) check.wholeNumber(name, value, { min, max });
  }
  const { format, onBadRow, learning, header, onContradiction, encoding } = options;
  for (const name of ['delimiter', 'comment'] as const) checkCharacter(name, options[name]);
  if (options.quote !== '') checkCharacter('quote', options.quote, '\n\r');
  if (format !== undefined)
    check.oneOf('format', format, ['csv', 'jsonl', 'json', 'parquet', 'vw', 'libsvm']);
  if (header !== undefined) check.flag('header', header);
  if (onContradiction !== undefined) check.oneOf('onContradiction', onContradiction, ['bad', 'widen']);
  if (encoding !== undefined && !isEncoding(encoding))
    throw check.error(
      `encoding is ${JSON.stringify(encoding)}, wanted one such as utf-8, utf-16le, windows-1252, iso-8859-2 or shift_jis`,
    );
  if (onBadRow !== undefined) check.oneOf('onBadRow', onBadRow, ['fail', 'skip']);
  if (learning !== undefined) check.flag('learning', learning);
  checkTargets(options);
}

function checkCharacter(name: string, value: unknown, never = '"\n\r'): void {
  if (value === undefined) return;
  if (typeof value !== 'string' || value.length !== 1 || value.charCodeAt(0) > 126 || never.includes(value))
    throw check.error(
      `${name} is ${JSON.stringify(value)}, wanted one ASCII character${never.includes('"') ? ' that is not a quote' : ''}`,
    );
}

/** Checks what the user says about the columns: the task, the types, and that no target is an input too. */
export function checkTargets(
  options: Pick<
    TableOptions,
    | 'target'
    | 'task'
    | 'types'
    | 'columns'
    | 'exclude'
    | 'decimal'
    | 'dateOrder'
    | 'notations'
    | 'sentinels'
    | 'missing'
  >,
): void {
  const { target, task, types, columns, exclude } = options;
  if (task !== undefined) check.oneOf('task', task, ['regression', 'binary', 'class']);
  for (const [column, type] of Object.entries(types ?? {}))
    check.oneOf(`types.${column}`, type, ['number', 'boolean', 'category', 'date', 'text', 'ignored']);
  if (options.decimal !== undefined) check.oneOf('decimal', options.decimal, ['point', 'comma']);
  if (options.dateOrder !== undefined) check.oneOf('dateOrder', options.dateOrder, ['day', 'month']);
  for (const [column, notation] of Object.entries(options.notations ?? {}))
    if (!isNumberNotation(notation) && !isDateNotation(notation))
      throw check.error(
        `notations.${column} is ${JSON.stringify(notation)}, wanted one such as "decimal comma" or "day first"`,
      );
  for (const [column, numbers] of Object.entries(options.sentinels ?? {}))
    if (!Array.isArray(numbers) || !numbers.every((number) => Number.isFinite(number)))
      throw check.error(`sentinels.${column} is ${JSON.stringify(numbers)}, wanted a list of numbers`);
  const { missing } = options;
  if (missing !== undefined && !(Array.isArray(missing) && missing.every((word) => typeof word === 'string')))
    throw check.error(`missing is ${JSON.stringify(missing)}, wanted a list of words`);
  const targets = typeof target === 'string' ? [target] : (target ?? []);
  for (const name of targets)
    if (columns?.includes(name) === true || exclude?.includes(name) === true)
      throw check.error(`"${name}" is the target, it cannot be among the columns or the excluded ones`);
}
