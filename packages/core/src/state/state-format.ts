import { showValue } from '../options/show-value.js';
import { isTree, type StateErrorClass, StateReader } from './state-reader.js';
import type { StateHeader, StateTree } from './state-tree.js';

/** Makes of a state's fields in version `n` those of version `n + 1`. */
export type StateMigration = (fields: StateTree) => StateTree;

/**
 * The layout of one class's state: its kind, its version, and how older versions become this one. `read` refuses anything
 * else with a typed error, so that a state of another class, or of a later version, is named instead of misread.
 *
 * @example
 * ```ts
 * const FORMAT = new StateFormat('fading-mean', 1, EvaluationError);
 * // in state():        return { ...FORMAT.header, mean: this.#mean };
 * // in static from():  const reader = FORMAT.read(state); … reader.number('mean')
 * ```
 */
export class StateFormat<Kind extends string> {
  readonly header: StateHeader<Kind>;
  readonly #Error: StateErrorClass;
  readonly #migrations: Readonly<Record<number, StateMigration>>;

  /**
   * @param kind - unique among all classes of all packages.
   * @param version - a whole number ≥ 1; one more whenever the layout changes.
   * @param error - thrown with the code `STATE`.
   * @param migrations - under each older version that is still read, what makes the next version of it.
   */
  constructor(
    kind: Kind,
    version: number,
    error: StateErrorClass,
    migrations: Readonly<Record<number, StateMigration>> = {},
  ) {
    this.header = { kind, version };
    this.#Error = error;
    this.#migrations = migrations;
  }

  /**
   * Opens a state that comes from outside, migrated to this version.
   *
   * @throws the package's error `STATE` if it is not a state of this kind, or its version is not readable.
   */
  read(state: unknown): StateReader {
    const { kind, version } = this.header;
    const fail = (given: string): Error =>
      new this.#Error('STATE', `this is ${given}, wanted a state of ${kind}, version ${version}`);
    if (!isTree(state)) throw fail(showValue(state));
    if (typeof state['kind'] !== 'string') throw fail('an object that names no kind');
    if (state['kind'] !== kind) throw fail(`a state of ${state['kind']}`);
    const given = state['version'];
    if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < 1)
      throw fail(`a state of ${kind} without a version`);
    if (given > version)
      throw fail(`a state of ${kind}, version ${given}, of a later release: update this package to read it`);
    let tree = state;
    for (let from = given; from < version; from += 1) {
      const migrate = this.#migrations[from];
      if (migrate === undefined) throw fail(`a state of ${kind}, version ${given}, which is no longer read`);
      tree = { ...migrate(tree), kind, version: from + 1 };
    }
    return new StateReader(tree, kind, this.#Error);
  }
}
