import type { StateArray, StateTree, StateValue } from '@graph/core';
import { DTYPES, dtypeOf } from './dtypes.js';

/** One place in which two trees are not the same. */
export type Difference = {
  /** Where, such as `network.weights` or `levels[2].loss`. */
  readonly path: string;
  /**
   * `missing` in the second tree, `extra` in it, another `type` (or element type), another `length`, or other `value`s.
   */
  readonly kind: 'missing' | 'extra' | 'type' | 'length' | 'value';
  /** What is there in the first and in the second tree, in words. */
  readonly first?: string;
  readonly second?: string;
  /** For arrays of other values: how many elements differ in their bits, and the largest distance of two. */
  readonly changed?: number;
  readonly largest?: number;
};

/**
 * Compares two trees.
 *
 * @param what - `structure` looks at keys, types and lengths only; `values` at every bit too.
 * @returns the differences, in the order of the first tree. O(bytes) for values.
 */
export function compareTrees(
  first: StateTree,
  second: StateTree,
  what: 'structure' | 'values',
): Difference[] {
  const differences: Difference[] = [];

  function keys(
    a: { readonly [key: string]: unknown },
    b: { readonly [key: string]: unknown },
    path: string,
  ): void {
    const prefix = path === '' ? '' : `${path}.`;
    for (const key of Object.keys(a)) {
      if (Object.hasOwn(b, key)) walk(a[key] as StateValue, b[key] as StateValue, prefix + key);
      else differences.push({ path: prefix + key, kind: 'missing', first: describe(a[key] as StateValue) });
    }
    for (const key of Object.keys(b)) {
      if (!Object.hasOwn(a, key))
        differences.push({ path: prefix + key, kind: 'extra', second: describe(b[key] as StateValue) });
    }
  }

  function walk(a: StateValue, b: StateValue, path: string): void {
    const [first, second] = [describe(a), describe(b)];
    if (typeOf(a) !== typeOf(b)) differences.push({ path, kind: 'type', first, second });
    else if (ArrayBuffer.isView(a)) arrays(a as StateArray, b as StateArray, path);
    else if (Array.isArray(a)) {
      const other = b as readonly StateValue[];
      if (a.length !== other.length) differences.push({ path, kind: 'length', first, second });
      else for (const [index, child] of a.entries()) walk(child, other[index]!, `${path}[${index}]`);
    } else if (typeof a === 'object' && a !== null) keys(a as StateTree, b as StateTree, path);
    else if (what === 'values' && !Object.is(a, b)) differences.push({ path, kind: 'value', first, second });
  }

  function arrays(a: StateArray, b: StateArray, path: string): void {
    const [first, second] = [describe(a), describe(b)];
    if (a.length !== b.length) differences.push({ path, kind: 'length', first, second });
    else if (what === 'values') {
      const { changed, largest } = distance(a, b);
      if (changed > 0) differences.push({ path, kind: 'value', first, second, changed, largest });
    }
  }

  keys(first, second, '');
  return differences;
}

function typeOf(value: StateValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return ArrayBuffer.isView(value) ? (dtypeOf(value) ?? 'array') : typeof value;
}

function describe(value: StateValue): string {
  if (ArrayBuffer.isView(value)) return `${typeOf(value)}[${(value as StateArray).length}]`;
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `object of ${Object.keys(value).length} keys`;
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return Object.is(value, -0) ? '-0' : String(value);
}

function distance(a: StateArray, b: StateArray): { changed: number; largest: number } {
  const size = DTYPES[dtypeOf(a)!].bytes;
  const first = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const second = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  let changed = 0;
  let largest = 0;
  for (let index = 0; index < a.length; index += 1) {
    let at = index * size;
    const end = at + size;
    while (at < end && first[at] === second[at]) at += 1;
    if (at === end) continue;
    changed += 1;
    largest = Math.max(largest, Math.abs(Number(a[index]) - Number(b[index])));
  }
  return { changed, largest };
}
