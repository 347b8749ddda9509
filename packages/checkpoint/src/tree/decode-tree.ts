import type { StateArray, StateValue } from '@graph/core';
import { damaged } from '../checkpoint-error.js';
import type { EncodedValue } from './encode-tree.js';

const BENT_NUMBERS: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['-0', -0],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** Joins an encoded tree with its arrays. @throws CheckpointError `DAMAGED` for keys that no tree has. */
export function decodeTree(value: EncodedValue, arrays: ReadonlyMap<EncodedValue, StateArray>): StateValue {
  if (typeof value !== 'object' || value === null) return value;
  const array = arrays.get(value);
  if (array !== undefined) return array;
  if (Array.isArray(value)) return value.map((child: EncodedValue) => decodeTree(child, arrays));
  if (Object.hasOwn(value, '$number')) {
    const bent = BENT_NUMBERS.get((value as { $number?: unknown }).$number);
    return bent ?? damaged('the tree holds a number that is not a number');
  }
  const result: { [key: string]: StateValue } = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === '__proto__' || (key.startsWith('$') && !key.startsWith('$$')))
      damaged(`the tree has a key ${key}`);
    result[key.startsWith('$') ? key.slice(1) : key] = decodeTree(child as EncodedValue, arrays);
  }
  return result;
}
