import type { StateTree } from '@graph/core';
import { CheckpointError } from '../checkpoint-error.js';
import { DTYPES, type Dtype, dtypeOf } from './dtypes.js';

/** An array as a manifest describes it: which pieces hold its bytes, and from where in the first of them. */
export type ArrayLeaf = {
  readonly $array: Dtype;
  readonly length: number;
  /** Its pieces, in order, by their place among all those of the manifest's chunks. Filled in when they are written. */
  pieces: readonly number[];
  /** Where the bytes begin in the one piece that this array shares with other small ones. */
  offset?: number;
};

/** A state tree as JSON: arrays and the numbers that JSON would bend are marked by a key that begins with `$`. */
export type EncodedValue =
  | { readonly [key: string]: EncodedValue }
  | ArrayLeaf
  | string
  | number
  | boolean
  | null
  | readonly EncodedValue[];

/** A tree taken apart: its JSON skeleton, and its arrays in their order in the tree. */
export type EncodedState = {
  readonly tree: { readonly [key: string]: EncodedValue };
  readonly leaves: ArrayLeaf[];
  /** Views of the caller's memory, one for each leaf. Not copies. */
  readonly sources: Uint8Array[];
  /** The path of each leaf, such as `memory.records` or `layers[2].weights`. */
  readonly paths: string[];
};

/** Trees nest less deep than this; a deeper one is a cycle or an attack. */
export const DEPTH_LIMIT = 64;

/** Keeps the caller's keys apart from those that mark arrays and numbers. */
export function escapeKey(key: string): string {
  return key.startsWith('$') ? `$${key}` : key;
}

/**
 * Takes a tree apart without copying its arrays.
 *
 * @throws CheckpointError `STATE` naming the path of a value that could not be restored exactly.
 */
export function encodeTree(state: StateTree): EncodedState {
  const leaves: ArrayLeaf[] = [];
  const sources: Uint8Array[] = [];
  const paths: string[] = [];

  function refuse(path: string, what: string): never {
    throw new CheckpointError(
      'STATE',
      `${path === '' ? 'the state' : path} is ${what}; wanted plain objects, lists, typed arrays, strings, numbers, booleans and null`,
    );
  }

  function array(view: ArrayBufferView, path: string): ArrayLeaf {
    const dtype = dtypeOf(view);
    if (dtype === undefined) refuse(path, `a ${Object.prototype.toString.call(view).slice(8, -1)}`);
    const leaf: ArrayLeaf = { $array: dtype, length: view.byteLength / DTYPES[dtype].bytes, pieces: [] };
    leaves.push(leaf);
    paths.push(path);
    sources.push(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return leaf;
  }

  function object(value: object, path: string, depth: number): { [key: string]: EncodedValue } {
    const prototype: unknown = Object.getPrototypeOf(value);
    // The second test lets plain objects of another realm in and keeps instances of classes out.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      refuse(path, `an instance of ${(value as { constructor?: { name?: string } }).constructor?.name}`);
    if (Object.getOwnPropertySymbols(value).length > 0) refuse(path, 'an object with symbols as keys');
    const result: { [key: string]: EncodedValue } = {};
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__') refuse(path, 'an object with the key __proto__');
      result[escapeKey(key)] = walk(child, path === '' ? key : `${path}.${key}`, depth + 1);
    }
    return result;
  }

  function walk(value: unknown, path: string, depth: number): EncodedValue {
    if (depth > DEPTH_LIMIT) refuse(path, `nested deeper than ${DEPTH_LIMIT} levels, or refers to itself`);
    if (typeof value === 'number') {
      const bent = !Number.isFinite(value) || Object.is(value, -0);
      return bent ? { $number: Object.is(value, -0) ? '-0' : String(value) } : value;
    }
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (ArrayBuffer.isView(value)) return array(value, path);
    if (Array.isArray(value)) {
      const list: EncodedValue[] = [];
      // Not map: it would leave the holes of a sparse list out.
      for (let index = 0; index < value.length; index += 1)
        list.push(walk(value[index], `${path}[${index}]`, depth + 1));
      return list;
    }
    if (typeof value === 'object') return object(value, path, depth);
    return refuse(path, typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
  }

  if (typeof state !== 'object' || state === null || Array.isArray(state) || ArrayBuffer.isView(state))
    refuse('', state === null ? 'null' : Array.isArray(state) ? 'a list' : `a ${typeof state}`);
  return { tree: object(state, '', 0), leaves, sources, paths };
}

/** Tells whether an encoded object is the description of an array. */
export function isLeaf(value: object): value is ArrayLeaf {
  return Object.hasOwn(value, '$array');
}

/** Collects the arrays of an encoded tree, in its order. */
export function leavesOf(tree: EncodedValue): ArrayLeaf[] {
  const leaves: ArrayLeaf[] = [];
  function walk(value: EncodedValue): void {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value) && isLeaf(value)) leaves.push(value);
    else for (const child of Object.values(value)) walk(child as EncodedValue);
  }
  walk(tree);
  return leaves;
}
