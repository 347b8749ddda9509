import { OnlineError } from '../errors.js';
import type { Row } from './online-model-types.js';

/**
 * Refuses a row without a label, before anything of it is remembered.
 *
 * @throws OnlineError `ROW`
 */
export function checkLabelled(row: Row, targets: readonly string[]): void {
  if (typeof row !== 'object' || row === null)
    throw new OnlineError('ROW', `the row is ${String(row)}, wanted an object such as { "age": 41 }`);
  for (const name of targets)
    if (isMissing(row[name]))
      throw new OnlineError(
        'ROW',
        `the row has no ${name}, the target, to learn; predictOne takes rows without it, and with an id lets them wait for it`,
        { column: name },
      );
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || Number.isNaN(value) || value === '';
}
