import { OnlineError } from '../errors.js';
import type { Row } from './online-model-types.js';

/**
 * Makes rows of columns.
 *
 * @throws OnlineError `ROW` if columns are of different lengths.
 */
export function rowsOfColumns(columns: Readonly<Record<string, ArrayLike<unknown>>>): Row[] {
  const named = Object.entries(columns);
  const count = named[0]?.[1].length ?? 0;
  for (const [name, values] of named)
    if (values.length !== count)
      throw new OnlineError(
        'ROW',
        `the column ${name} has ${values.length} values and ${named[0]![0]} has ${count}, wanted one for each row`,
        { column: name },
      );
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(named.map(([name, values]) => [name, values[row]])),
  );
}
