import type { OnlineModelReport, Prediction } from '@graph/online';
import type { PairedReport } from '../replay/paired-score.js';

/** The answer to a row. */
export type PredictAnswer = Prediction & {
  /** What the row waits under, where it was given an id. */
  readonly id?: string;
  /**
   * How wrong that may be: the probability of any other value, or of a number the mean distance so far. Null before anything is
   * known of it.
   */
  readonly expectedError: number | null;
  /** Rows learned from before this answer. */
  readonly version: number;
  /** Whether the same row waited under this id already. */
  readonly duplicate?: true;
  /** False where the event is not yet durable. */
  readonly durable?: false;
};

/** What became of a label. */
export type LearnAnswer = {
  readonly status: 'learned' | 'duplicate';
  /** The event that it became; the newest one where nothing has changed. */
  readonly sequence: number;
  /** What was predicted of the row before it was learned from. */
  readonly prediction?: Prediction;
  /** Mean loss of the step; null where the row waits for more to fill it. */
  readonly loss?: number | null;
  /** Whether this row showed that the world has changed. */
  readonly drift?: boolean;
  readonly durable?: false;
};

/** What became of an id. */
export type IdAnswer =
  | {
      readonly id: string;
      readonly status: 'waiting';
      /** When its row was predicted, and until when its label may come, in milliseconds since 1970; null = without limit. */
      readonly since: number;
      readonly until: number | null;
    }
  | { readonly id: string; readonly status: 'learned'; readonly label: string | number | boolean | null }
  /** Its label did not come in time, or its row was dropped. */
  | { readonly id: string; readonly status: 'expired' };

/** That a row was forgotten. */
export type DropAnswer = {
  readonly id: string;
  readonly status: 'dropped';
  readonly sequence: number;
  readonly durable?: false;
};

/** Why something was not done, and the status of HTTP that fits. */
export type Refusal = {
  readonly status: 400 | 404 | 409 | 410;
  readonly code: 'ROW' | 'UNKNOWN' | 'CONFLICT' | 'EXPIRED';
  readonly message: string;
  readonly column?: string;
};

/** An answer, or why there is none. */
export type Answered<T> = { readonly answer: T } | { readonly refusal: Refusal };

/** How a served model is doing. */
export type ServedReport = {
  readonly target: string | readonly string[];
  /** The last event, and rows learned from. */
  readonly sequence: number;
  readonly version: number;
  /** Scores beside guesses that need no model, and drifts. */
  readonly score: OnlineModelReport;
  readonly pending: number;
  /** Rows that were learned with the default label, because theirs had not come. */
  readonly defaulted: number;
  readonly challenger: {
    readonly score: OnlineModelReport;
    readonly compared: PairedReport;
    readonly since: number;
  } | null;
  readonly log: {
    readonly first: number;
    readonly last: number;
    readonly failures: number;
    readonly isFailing: boolean;
  };
  readonly checkpoint: { readonly sequence: number | null; readonly failures: number };
  /** Events that wait to be made durable. */
  readonly inFlight: number;
};
