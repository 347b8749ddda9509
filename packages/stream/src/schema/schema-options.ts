import type { DateNotation, NumberNotation } from '../values/notation.js';
import type { ColumnType, Task } from './schema.js';

/** What the user says about the columns, before anything is inferred. */
export type SchemaOptions = {
  /** The columns to predict; none to read inputs only. */
  readonly target?: string | readonly string[];
  /** What the target is; by default a look at the first rows decides. */
  readonly task?: Task;
  /** The only columns to learn from; by default all but the targets. */
  readonly columns?: readonly string[];
  /** Columns not to learn from. */
  readonly exclude?: readonly string[];
  /** Types of columns, where the first rows would say otherwise. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** How the numbers or dates of columns are written, where the first rows would say otherwise. */
  readonly notations?: Readonly<Record<string, NumberNotation | DateNotation>>;
  /** What stands before the decimals of numbers, where both readings are possible. @defaultValue by looking */
  readonly decimal?: 'point' | 'comma';
  /** Which comes first in dates like 03/04/2024, where both readings are possible. @defaultValue by looking */
  readonly dateOrder?: 'day' | 'month';
  /** The words that mean "no value", in any case; the empty text always does. @defaultValue NA, NaN, null, none, ?, - … */
  readonly missing?: readonly string[];
  /** Of columns, the numbers that stand for "no value"; `[]` for none. @defaultValue by looking at the first rows */
  readonly sentinels?: Readonly<Record<string, readonly number[]>>;
  /** The column that says when a row happened. */
  readonly timeColumn?: string;
  /** The column whose words are the domains. */
  readonly domainColumn?: string;
  /** Categories that get an input of their own, at most; 1 to 1024. @defaultValue 32 */
  readonly oneHotLimit?: number;
  /** Inputs for hashed categories and texts; 1 to 4096. @defaultValue 32 */
  readonly hashBuckets?: number;
  /** Inputs for the features of sparse rows that have no column of their own; 1 to 65536. @defaultValue 1024 */
  readonly featureBuckets?: number;
};

/** Returns what an object has of its own under a name; a column may be called `constructor`. */
export function own<T>(object: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}
