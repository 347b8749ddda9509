import { nearest } from './nearest.js';
import { describeRange, isWithin, type NumberRange } from './number-range.js';
import { showValue } from './show-value.js';

/** The names of all options of a type, each of them and no other: the compiler finds one that is missing. */
export type OptionNames<Options extends object> = { readonly [Name in keyof Options]-?: true };

type OptionErrorClass = new (code: 'OPTION', message: string) => Error;

/**
 * Checks of options, with one wording: "batchSize is 0, wanted a whole number from 1 to 256". Each throws the error of
 * the package that made the checks, with the code `OPTION`.
 *
 * @example
 * ```ts
 * const check = new OptionChecks(ReplayError);
 * check.names('ReplayMemory', options, OPTION_NAMES); // ReplayMemory has no option capcity; did you mean capacity?
 * check.wholeNumber('capacity', options.capacity, { min: 1, max: 2 ** 31 - 1 });
 * ```
 */
export class OptionChecks {
  readonly #Error: OptionErrorClass;

  constructor(error: OptionErrorClass) {
    this.#Error = error;
  }

  /** Checks that `options` is an object with no name but these: JavaScript users misspell too. */
  names(owner: string, options: unknown, names: Readonly<Record<string, true>>): void {
    if (typeof options !== 'object' || options === null)
      throw this.error(`the options of ${owner} are ${showValue(options)}, wanted an object`);
    const known = Object.keys(names);
    const unknown = Object.keys(options).find((name) => !known.includes(name));
    if (unknown === undefined) return;
    const hint = didYouMean(unknown, known) ?? `; it has ${known.join(', ')}`;
    throw this.error(`${owner} has no option ${unknown}${hint}`);
  }

  /** Checks a number that is not NaN; without bounds it may be infinite. */
  number(name: string, value: unknown, range: NumberRange = {}): void {
    if (!isWithin(value, range)) throw this.#wrong(name, value, `a number${describeRange(range)}`);
  }

  /** Checks a safe integer. */
  wholeNumber(name: string, value: unknown, range: NumberRange = {}): void {
    if (!(Number.isSafeInteger(value) && isWithin(value, range)))
      throw this.#wrong(name, value, `a whole number${describeRange(range)}`);
  }

  /** Checks a seed: any safe integer, negative ones too. */
  seed(value: unknown): void {
    if (!Number.isSafeInteger(value)) throw this.#wrong('seed', value, 'a whole number within ±(2^53 - 1)');
  }

  /** Checks a word against the few that there are. */
  oneOf(name: string, value: unknown, words: readonly string[]): void {
    if (words.some((word) => word === value)) return;
    const hint = typeof value === 'string' ? (didYouMean(value, words) ?? '') : '';
    throw this.#wrong(name, value, `one of ${words.join(', ')}${hint}`);
  }

  /** Checks true or false. */
  flag(name: string, value: unknown): void {
    if (typeof value !== 'boolean') throw this.#wrong(name, value, 'true or false');
  }

  /** Makes the error, for checks that only one package has. */
  error(message: string): Error {
    return new this.#Error('OPTION', message);
  }

  #wrong(name: string, value: unknown, wanted: string): Error {
    return this.error(`${name} is ${showValue(value)}, wanted ${wanted}`);
  }
}

function didYouMean(word: string, words: readonly string[]): string | undefined {
  const near = nearest(word, words);
  return near === undefined ? undefined : `; did you mean ${near}?`;
}
