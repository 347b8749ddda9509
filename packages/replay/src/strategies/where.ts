import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Where } from './strategy.js';

const NAMES: OptionNames<Where> = { field: true, is: true, not: true };
const FINITE = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

/**
 * Returns a copy of `where` of the strategy `kind`.
 *
 * @throws ReplayError `OPTION` if it is wrong.
 */
export function checkedWhere(where: Where, kind: string): Where {
  check.names(`where of ${kind}`, where, NAMES);
  const { field, is, not } = where;
  if (typeof field !== 'string')
    throw check.error(`where of ${kind} has field ${String(field)}, wanted the name of a field`);
  if ((is === undefined) === (not === undefined))
    throw check.error(`where of ${kind} has is ${is} and not ${not}, wanted one of them`);
  if (is !== undefined) {
    check.number(`is of where of ${kind}`, is, FINITE);
    return { field, is };
  }
  check.number(`not of where of ${kind}`, not, FINITE);
  return { field, not: not! };
}
