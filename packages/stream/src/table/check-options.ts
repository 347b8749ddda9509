import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
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
  } as const;
  for (const [name, [min, max]] of Object.entries(counts)) {
    const value = options[name as keyof typeof counts];
    if (value !== undefined) check.wholeNumber(name, value, { min, max });
  }
  const { delimiter, format, onBadRow, learning } = options;
  if (
    delimiter !== undefined &&
    (typeof delimiter !== 'string' ||
      delimiter.length !== 1 ||
      delimiter.charCodeAt(0) > 126 ||
      '"\n\r'.includes(delimiter))
  )
    throw check.error(
      `delimiter is ${JSON.stringify(delimiter)}, wanted one ASCII character that is not a quote`,
    );
  if (format !== undefined) check.oneOf('format', format, ['csv', 'jsonl', 'parquet']);
  if (onBadRow !== undefined) check.oneOf('onBadRow', onBadRow, ['fail', 'skip']);
  if (learning !== undefined) check.flag('learning', learning);
  checkTargets(options);
}

/** Checks what the user says about the columns: the task, the types, and that no target is an input too. */
export function checkTargets(
  options: Pick<TableOptions, 'target' | 'task' | 'types' | 'columns' | 'exclude'>,
): void {
  const { target, task, types, columns, exclude } = options;
  if (task !== undefined) check.oneOf('task', task, ['regression', 'binary', 'class']);
  for (const [column, type] of Object.entries(types ?? {}))
    check.oneOf(`types.${column}`, type, ['number', 'boolean', 'category', 'date', 'text', 'ignored']);
  const targets = typeof target === 'string' ? [target] : (target ?? []);
  for (const name of targets)
    if (columns?.includes(name) === true || exclude?.includes(name) === true)
      throw check.error(`"${name}" is the target, it cannot be among the columns or the excluded ones`);
}
