import { closest } from 'fastest-levenshtein';

/** One thing that a user can say about a run: as a flag, in the environment or in a configuration file. */
export type Setting<T> = {
  /** What the help calls the value, e.g. `N`. Empty for a switch. */
  readonly metavar: string;
  readonly help: string;
  /** What is wanted, in words: part of the help and of every error. */
  readonly range: string;
  readonly default: T;
  /** How the default is written in the help, where the value alone would not say it. */
  readonly defaultNote?: string;
  readonly group: string;
  readonly char?: string;
  /** Whether the range says nothing that the help should repeat. */
  readonly isFreeText?: boolean;
  /** Whether a resumed run may be given another value than the run it continues. */
  readonly free: boolean;
  /** Reads the value, or returns undefined when it is none of the range. */
  readonly parse: (text: string) => T | undefined;
};

type Common<T> = {
  readonly help: string;
  readonly default: T;
  readonly defaultNote?: string;
  readonly group: string;
  readonly char?: string;
  readonly free?: boolean;
};

const base = <T>(common: Common<T>) => ({ ...common, free: common.free ?? false });

/** A whole number from `min` to `max` (both inclusive). */
export function wholeNumber<T extends number | undefined>(
  common: Common<T> & { readonly min: number; readonly max?: number; readonly metavar?: string },
): Setting<T> {
  const { min, max = Number.MAX_SAFE_INTEGER, metavar = 'N' } = common;
  const range =
    max < Number.MAX_SAFE_INTEGER
      ? `a whole number from ${min} to ${max}`
      : min > Number.MIN_SAFE_INTEGER
        ? `a whole number, ${min} or more`
        : 'a whole number';
  return {
    ...base(common),
    metavar,
    range,
    parse: (text) => {
      const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
      return Number.isSafeInteger(value) && value >= min && value <= max ? (value as T) : undefined;
    },
  };
}

/** A finite number that `accepts` takes. */
export function realNumber<T extends number | undefined>(
  common: Common<T> & {
    readonly range: string;
    readonly metavar: string;
    readonly accepts: (value: number) => boolean;
  },
): Setting<T> {
  const { accepts, metavar, range } = common;
  return {
    ...base(common),
    metavar,
    range,
    parse: (text) => {
      const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(value) && accepts(value) ? (value as T) : undefined;
    },
  };
}

/** One of a few words. */
export function choice<T extends string | undefined>(
  common: Common<T> & { readonly options: readonly NonNullable<T>[]; readonly metavar?: string },
): Setting<T> {
  const { options, metavar } = common;
  return {
    ...base(common),
    metavar: metavar ?? options.join('|'),
    range: `one of ${options.join(', ')}`,
    parse: (text) => options.find((option) => option === text),
  };
}

/** Any text that `accepts` takes; by default any but the empty one. */
export function text<T extends string | undefined>(
  common: Common<T> & {
    readonly metavar: string;
    readonly range?: string;
    readonly accepts?: (value: string) => boolean;
  },
): Setting<T> {
  const { accepts = (value) => value !== '', metavar, range = 'a text that is not empty' } = common;
  return {
    ...base(common),
    isFreeText: common.range === undefined,
    metavar,
    range,
    parse: (value) => (accepts(value) ? (value as T) : undefined),
  };
}

/** A list of whole numbers with commas, such as `64,64`. */
export function wholeNumbers(
  common: Common<readonly number[]> & {
    readonly min: number;
    readonly max: number;
    readonly metavar: string;
  },
): Setting<readonly number[]> {
  const { min, max, metavar } = common;
  return {
    ...base(common),
    metavar,
    range: `whole numbers from ${min} to ${max} with commas between, such as 64,64`,
    parse: (value) => {
      const parts = value.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
      return parts.every((part) => part >= min && part <= max) ? parts : undefined;
    },
  };
}

/** A list of names with commas. */
export function names(
  common: Common<readonly string[]> & { readonly metavar: string },
): Setting<readonly string[]> {
  return {
    ...base(common),
    isFreeText: true,
    metavar: common.metavar,
    range: 'names with commas between',
    parse: (value) => {
      const parts = value.split(',').map((part) => part.trim());
      return parts.every((part) => part !== '') ? parts : undefined;
    },
  };
}

/** On or off. */
export function toggle(common: Common<boolean>): Setting<boolean> {
  return {
    ...base(common),
    metavar: '',
    range: 'true or false',
    parse: (value) =>
      value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined,
  };
}

/** Returns ` Did you mean …?` when one of `known` is near to `given`, and nothing otherwise. */
export function didYouMean(given: string, known: readonly string[], prefix = ''): string {
  const bare = given.replace(/^-+/, '');
  const within = known.filter((name) => bare.length > 2 && name.includes(bare));
  const nearest = within[0] ?? (known.length > 0 ? closest(given, known as string[]) : undefined);
  if (nearest === undefined || sharedLetters(given, nearest) < Math.min(given.length, nearest.length) / 2)
    return '';
  return ` Did you mean ${prefix}${nearest}?`;
}

/** Counts the letters of `a` that `b` has too, so that a suggestion shares at least half of what was typed. */
function sharedLetters(a: string, b: string): number {
  const rest = [...b];
  let shared = 0;
  for (const letter of a) {
    const at = rest.indexOf(letter);
    if (at >= 0) {
      rest.splice(at, 1);
      shared += 1;
    }
  }
  return shared;
}
