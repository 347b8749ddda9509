import type { OnlineModelOptions, Row } from '@graph/online';

/** A label as a request brings it: a value of the target, or of several targets an object by their names. */
export type Label = string | number | boolean | Readonly<Record<string, unknown>>;

/** How long rows wait for their labels, what becomes of those whose label has not come, and how many columns rows may bring. */
export type WaitSettings = {
  /** Milliseconds that a row waits, ≥ 0; null = without limit. */
  readonly labelWaitMs: number | null;
  /** The label that a row is learned with when its own has not come in time; null = it is forgotten. */
  readonly labelDefault: Label | null;
  /** Rows that wait at most, ≥ 1; the oldest expire first. */
  readonly maxPending: number;
  /** Columns that rows may bring at most, ≥ 1; a row that brings more is refused. */
  readonly maxColumns: number;
};

/** What happened to a served model, before it is numbered. */
export type EventBody =
  /** The beginning. `base` is the digest of the model that it began with; null if that was a new one. */
  | {
      readonly kind: 'start';
      readonly options: OnlineModelOptions;
      readonly wait: WaitSettings;
      readonly base: string | null;
    }
  | { readonly kind: 'settings'; readonly wait: WaitSettings }
  | { readonly kind: 'predict'; readonly id: string; readonly features: Row }
  | { readonly kind: 'label'; readonly id: string; readonly label: Label }
  | { readonly kind: 'learn'; readonly features: Row; readonly label: Label; readonly id?: string }
  /** The row of an id is forgotten: nobody will bring its label. */
  | { readonly kind: 'drop'; readonly id: string }
  /** Time has passed: rows that have waited too long at `at` expire. */
  | { readonly kind: 'expiry' }
  /** From here on a model with other options learns beside; it has learned from all events before. */
  | { readonly kind: 'challenge'; readonly options: OnlineModelOptions }
  /** The challenger answers from here on; the one that answered is gone. */
  | { readonly kind: 'promotion' }
  /** The model is again what it was after the event `to`. */
  | { readonly kind: 'rollback'; readonly to: number };

/** One thing that happened: everything that a served model is follows from its events, in their order. */
export type ServedEvent = EventBody & {
  /** 1 for the first event, and one more for each. */
  readonly sequence: number;
  /** Milliseconds since 1970 by the server's clock; never less than that of the event before. */
  readonly at: number;
};
