import type { DateNotation, NumberNotation } from '../values/notation.js';

/** A cycle of the calendar that a date column turns through. */
export type Cycle = 'day' | 'week' | 'year';

/**
 * How a column becomes inputs. `missing`: some of the first rows had no value, so it has an indicator of its own.
 *
 * A column whose values outgrew its first type has several entries of the same name, in the order of their `part`: a
 * value goes to the first part of type number, boolean or date that can read it; if none can, it is a word, which goes to
 * the first category part that knows it or has room, and to the text part. To all other parts it is missing.
 */
export type ColumnSchema = ColumnPart &
  (
    | {
        readonly type: 'number';
        readonly missing: boolean;
        /** Subtracted before the value is kept as a 32-bit float, so that large offsets lose no digits. */
        readonly origin: number;
        /** A power of two, multiplied before the value is kept as a 32-bit float. */
        readonly scale: number;
        /** How its numbers are written, where it is not `-1234.5`. */
        readonly notation?: NumberNotation;
        /** Numbers that stand for "no value", such as -999. */
        readonly sentinels?: readonly number[];
      }
    | { readonly type: 'boolean'; readonly missing: boolean }
    | {
        readonly type: 'category';
        readonly missing: boolean;
        /** Categories with an input of their own, first come, first served. */
        readonly slots: number;
        /** Inputs that all further categories share by their hash. */
        readonly buckets: number;
      }
    | {
        readonly type: 'date';
        readonly missing: boolean;
        readonly cycles: readonly Cycle[];
        /** Milliseconds since 1970 from which the trend is counted, in days. */
        readonly origin: number;
        /** How its dates are written, where it is not ISO 8601. */
        readonly notation?: DateNotation;
      }
    | { readonly type: 'text'; readonly missing: boolean; readonly buckets: number }
    /** All features of sparse rows that have no column of their own: `buckets` inputs that they share by their hash. */
    | { readonly type: 'features'; readonly missing: false; readonly buckets: number }
    /** No raw value: an indicator for a column that had none, and then had gaps. */
    | { readonly type: 'gap' }
    | { readonly type: 'ignored'; readonly reason: string }
  );

type ColumnPart = {
  readonly name: string;
  /** Which entry of this name it is, from 2; absent in the first. */
  readonly part?: number;
};

/** What a column can be taken as. */
export type ColumnType = Exclude<ColumnSchema['type'], 'gap' | 'features'>;

/** What a target is: a number, yes or no, or one of a growing list of classes. */
export type Task = 'regression' | 'binary' | 'class';

/** One column to predict. */
export type TargetSchema = {
  readonly name: string;
  readonly task: Task;
  readonly origin: number;
  readonly scale: number;
  /** How its numbers are written, where it is not `-1234.5`. */
  readonly notation?: NumberNotation;
  /** Numbers that stand for "no value", such as -999. */
  readonly sentinels?: readonly number[];
  /** Of a binary target, the words of no and yes, where they are not the usual ones. */
  readonly values?: readonly [no: string, yes: string];
  /**
   * Of a target that is yes or no by looking at it, the words of no and yes that came first, where they are not 0 and 1: its
   * classes 0 and 1, should a third value come. Of a class, that this is how it came to be one.
   */
  readonly words?: readonly [no: string, yes: string];
};

/** Everything that was decided about the columns of a table: plain JSON, to be printed, edited and given again. */
export type TableSchema = {
  readonly version: 1;
  readonly columns: readonly ColumnSchema[];
  /**
   * How many columns there were at first; those from here on were appended as they appeared, and their inputs come after
   * all others. Absent: all of them.
   */
  readonly appendedFrom?: number;
  readonly targets: readonly TargetSchema[];
  /** The column whose words are the domains, if there is one. */
  readonly domainColumn: string | null;
  /** The column that says when a row happened, if there is one. */
  readonly timeColumn: string | null;
  /** The words that mean "no value" beside the empty text, where they are not the usual ones. */
  readonly missing?: readonly string[];
};
