import { EvaluationError } from './errors.js';
import type { StateTree } from './state.js';

/** Reads a state that comes from outside: each value is checked, each array is copied. */
export class StateReader {
  readonly #tree: StateTree;
  readonly #owner: string;

  constructor(tree: StateTree, owner: string) {
    if (typeof tree !== 'object' || tree === null)
      throw new EvaluationError(
        'STATE',
        `the state of ${owner} is ${String(tree)}, wanted what state() gave`,
      );
    this.#tree = tree;
    this.#owner = owner;
  }

  /** Reads a finite number from `min` to `max` (both inclusive). */
  number(key: string, min: number = -Number.MAX_VALUE, max: number = Number.MAX_VALUE): number {
    const value = this.#tree[key];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    return this.#fail(key, value, `a number from ${min} to ${max}`);
  }

  /** Reads a whole number from `min` to `max` (both inclusive). */
  count(key: string, min = 0, max: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.number(key, min, max);
    return Number.isInteger(value) ? value : this.#fail(key, value, 'a whole number');
  }

  /** Copies an array of 64-bit floats; `length` is checked when given. */
  floats(key: string, length?: number): Float64Array<ArrayBuffer> {
    const value = this.#tree[key];
    if (value instanceof Float64Array && (length === undefined || value.length === length))
      return Float64Array.from(value);
    return this.#fail(key, value, `a Float64Array${length === undefined ? '' : ` of ${length}`}`);
  }

  /** Reads one of a few words. */
  oneOf<const Word extends string>(key: string, words: readonly Word[]): Word {
    const value = this.#tree[key];
    return words.find((word) => word === value) ?? this.#fail(key, value, `one of ${words.join(', ')}`);
  }

  flag(key: string): boolean {
    const value = this.#tree[key];
    return typeof value === 'boolean' ? value : this.#fail(key, value, 'true or false');
  }

  tree(key: string): StateTree {
    const value = this.#tree[key];
    if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value))
      return value as StateTree;
    return this.#fail(key, value, 'an object');
  }

  /** Reads a list of `length` trees. */
  trees(key: string, length: number): readonly StateTree[] {
    const value = this.#tree[key];
    if (Array.isArray(value) && value.length === length) return value as readonly StateTree[];
    return this.#fail(key, value, `a list of ${length}`);
  }

  has(key: string): boolean {
    return this.#tree[key] !== undefined && this.#tree[key] !== null;
  }

  #fail(key: string, value: unknown, wanted: string): never {
    const given = ArrayBuffer.isView(value)
      ? `${value.constructor.name} of ${(value as Float64Array).length}`
      : String(value);
    throw new EvaluationError('STATE', `${key} in the state of ${this.#owner} is ${given}, wanted ${wanted}`);
  }
}
