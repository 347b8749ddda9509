import type { RowBlock, RowFault } from '../blocks/row-block.js';
import { StreamError } from '../stream-error.js';
import type { TableOptions } from './table-options.js';

/** Without one row that can be read there is nothing to infer from. */
export function checkRows(
  peeked: RowBlock,
  others: readonly RowBlock[],
  options: TableOptions,
  name: string,
): void {
  if (peeked.size > peeked.faults.size || others.some(({ size, faults }) => size > faults.size)) return;
  const first = peeked.faults.get(0);
  if (first !== undefined && options.onBadRow !== 'skip') throw badRow(first, name, peeked.lines[0]!);
  const reason =
    first === undefined ? 'has no rows' : `has no good row among the first ${peeked.size}: ${first.message}`;
  throw new StreamError('EMPTY', `${name} ${reason}`, { place: { source: name } });
}

/** Makes the error of a row that cannot be used. */
export function badRow(fault: RowFault, name: string, line: number): StreamError {
  const { column, value } = fault;
  return new StreamError(fault.code, `${name} line ${line}: ${fault.message}`, {
    place: {
      source: name,
      line,
      ...(column === undefined ? {} : { column }),
      ...(value === undefined ? {} : { value: value.slice(0, 200) }),
    },
  });
}
