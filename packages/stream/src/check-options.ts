import { StreamError } from './errors.js';
import type { TableOptions } from './table-options.js';

/** Checks the options of a table before anything is read. */
export function checkOptions(options: TableOptions): void {
  const counts = {
    inferRows: [1, 100_000],
    maxClasses: [1, 65_536],
    maxRecordBytes: [64, 1 << 28],
    oneHotLimit: [1, 1024],
    hashBuckets: [1, 4096],
  } as const;
  for (const [name, [low, high]] of Object.entries(counts)) {
    const value = options[name as keyof typeof counts];
    if (value !== undefined && !(Number.isInteger(value) && value >= low && value <= high))
      throw new StreamError('OPTION', `${name} is ${value}, wanted a whole number from ${low} to ${high}`);
  }
  const { delimiter, format, onBadRow, target, columns, exclude } = options;
  if (
    delimiter !== undefined &&
    (delimiter.length !== 1 || delimiter.charCodeAt(0) > 126 || '"\n\r'.includes(delimiter))
  )
    throw new StreamError(
      'OPTION',
      `delimiter is ${JSON.stringify(delimiter)}, wanted one ASCII character that is no quote`,
    );
  if (format !== undefined && !['csv', 'jsonl', 'parquet'].includes(format))
    throw new StreamError('OPTION', `format is "${format}", wanted csv, jsonl or parquet`);
  if (onBadRow !== undefined && onBadRow !== 'fail' && onBadRow !== 'skip')
    throw new StreamError('OPTION', `onBadRow is "${onBadRow}", wanted fail or skip`);
  const targets = typeof target === 'string' ? [target] : (target ?? []);
  for (const name of targets)
    if (columns?.includes(name) === true || exclude?.includes(name) === true)
      throw new StreamError(
        'OPTION',
        `"${name}" is the target, it cannot be among the columns or the excluded ones`,
      );
}
