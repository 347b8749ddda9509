import { describeRange, isWithin } from '../options/number-range.js';
import { nameArray, showValue } from '../options/show-value.js';
import type { StateArray, StateTree } from './state-tree.js';

/** The class of errors that reading a state throws, with the code `STATE`. */
export type StateErrorClass = new (
  code: 'STATE',
  message: string,
  details?: { readonly cause?: unknown },
) => Error;

type ArrayClass<A extends StateArray> = { readonly name: string; new (length: number): A };

/** Reads the fields of a state that comes from outside: each value is checked, each array is copied. */
export class StateReader {
  readonly #tree: StateTree;
  readonly #owner: string;
  readonly #Error: StateErrorClass;

  /** @param owner - what messages call it. */
  constructor(tree: StateTree, owner: string, error: StateErrorClass) {
    this.#tree = tree;
    this.#owner = owner;
    this.#Error = error;
  }

  /** Reads a finite number from `min` to `max` (both inclusive). */
  number(key: string, min?: number, max?: number): number {
    const isOne = (value: unknown): value is number =>
      Number.isFinite(value) && isWithin(value, { min, max });
    return this.#read(key, isOne, `a number${describeRange({ min, max })}`);
  }

  /** Reads any number, NaN and the infinite ones too. */
  anyNumber(key: string): number {
    return this.#read(key, (value) => typeof value === 'number', 'a number');
  }

  /** Reads a safe integer from `min` to `max` (both inclusive). */
  count(key: string, min = 0, max?: number): number {
    const isOne = (value: unknown): value is number =>
      Number.isSafeInteger(value) && isWithin(value, { min, max });
    return this.#read(key, isOne, `a whole number${describeRange({ min, max })}`);
  }

  /** Copies an array of that class; `length` is checked when given. */
  array<A extends StateArray>(key: string, type: ArrayClass<A>, length?: number): A {
    const isOne = (value: unknown): value is A =>
      value instanceof type && (length === undefined || value.length === length);
    return this.#read(key, isOne, nameArray(type.name, length)).slice() as A;
  }

  /** Copies an array of 64-bit floats; `length` is checked when given. */
  floats(key: string, length?: number): Float64Array<ArrayBuffer> {
    return this.array<Float64Array<ArrayBuffer>>(key, Float64Array, length);
  }

  /** Reads one of a few words. */
  oneOf<const Word extends string>(key: string, words: readonly Word[]): Word {
    const isOne = (value: unknown): value is Word => words.some((word) => word === value);
    return this.#read(key, isOne, `one of ${words.join(', ')}`);
  }

  text(key: string): string {
    return this.#read(key, isText, 'a text');
  }

  /** Reads a text that is JSON. */
  json(key: string): unknown {
    try {
      return JSON.parse(this.text(key));
    } catch {
      throw this.error(key, 'JSON');
    }
  }

  /** Copies a list of texts. */
  texts(key: string): string[] {
    const isOne = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
    return [...this.#read(key, isOne, 'a list of texts')];
  }

  flag(key: string): boolean {
    return this.#read(key, (value) => typeof value === 'boolean', 'true or false');
  }

  /** Returns the object under `key`, as it is. */
  tree(key: string): StateTree {
    return this.#read(key, isTree, 'an object');
  }

  /** Reads the object under `key` in the same way. */
  child(key: string): StateReader {
    return new StateReader(this.tree(key), `${this.#owner}.${key}`, this.#Error);
  }

  /** Returns a list of objects, as they are; `length` is checked when given. */
  trees(key: string, length?: number): readonly StateTree[] {
    const isOne = (value: unknown): value is StateTree[] =>
      Array.isArray(value) && value.every(isTree) && (length === undefined || value.length === length);
    return this.#read(key, isOne, `a list of ${length === undefined ? '' : `${length} `}objects`);
  }

  /**
   * Restores a part from the state under `key`.
   *
   * @throws the package's error `STATE` with what `from` threw as its cause.
   */
  restore<T>(key: string, from: (state: never) => T): T {
    const state = this.tree(key);
    try {
      // `from` checks what it is given: that is what it is for.
      return from(state as never);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `${key} in the state of ${this.#owner} cannot be restored: ${reason}`;
      throw new this.#Error('STATE', message, { cause });
    }
  }

  /** Tells whether there is anything but null under `key`. */
  has(key: string): boolean {
    return this.#tree[key] !== undefined && this.#tree[key] !== null;
  }

  /** Makes the error for a field that this reader has no method for. */
  error(key: string, wanted: string): Error {
    const given = showValue(this.#tree[key]);
    return new this.#Error('STATE', `${key} in the state of ${this.#owner} is ${given}, wanted ${wanted}`);
  }

  #read<T>(key: string, isWanted: (value: unknown) => value is T, wanted: string): T {
    const value: unknown = this.#tree[key];
    if (isWanted(value)) return value;
    throw this.error(key, wanted);
  }
}

/** Tells whether a value is an object that holds further values. */
export function isTree(value: unknown): value is StateTree {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
