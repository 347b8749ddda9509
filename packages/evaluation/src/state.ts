import { type OptionNames, type StateHeader, StateReader, type StateTree } from '@graph/core';
import { EvaluationError } from './errors.js';

/** What `state()` gives: what it is a state of, and fields that only its class reads. Plain data with `Float64Array`s. */
export type EvaluationState<Kind extends string = string> = StateHeader<Kind> & StateTree;

/** Opens the object under `key`, a part without a header of its own. */
export function readPart(reader: StateReader, key: string): StateReader {
  return new StateReader(reader.tree(key), key, EvaluationError);
}

/**
 * Makes an object from the options in its state.
 *
 * @throws EvaluationError `STATE` if one is missing, or `make` refuses them.
 */
export function restoreOptions<Options extends object, T>(
  reader: StateReader,
  names: OptionNames<Options>,
  make: (options: Options) => T,
): T {
  return reader.restore('options', (options: Options) => {
    for (const name of Object.keys(names))
      if (!Object.hasOwn(options, name)) throw new EvaluationError('STATE', `${name} is missing`);
    return make(options);
  });
}
