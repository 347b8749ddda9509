import type { StateHeader, StateTree } from '@graph/core';
import type { StreamMetrics } from '../session/reports.js';
import type { ModelState } from './model-state.js';
import type { Prediction } from './prediction.js';

/** A row of a table: the names of columns and their values. */
export type Row = Readonly<Record<string, unknown>>;

/** What a row did that was learned from. */
export type LearnOneResult = {
  /** What was predicted of the row, before it was learned from. */
  readonly prediction: Prediction;
  /** Mean loss of the rows of this step before they were learned from; null where the row waits for more to fill its step, or is too wild to be learned. */
  readonly loss: number | null;
  /** Whether this step found that the world has changed. */
  readonly drift: boolean;
};

/** What became of a label. */
export type LabelOneResult = ({ readonly status: 'learned' } & LearnOneResult) | ClosedStatus;

/** What became of an id whose row does not wait; `unknown` also if that is too long ago. */
export type ClosedStatus =
  | { readonly status: 'unknown' }
  | { readonly status: 'expired' }
  | { readonly status: 'labelled'; readonly label: string | number | boolean | null };

/** What became of an id. */
export type IdStatus = { readonly status: 'waiting' } | ClosedStatus;

/** What a call of `predictOne` may say. */
export type PredictOneOptions = {
  /** Lets the row wait under this name for its label, which `labelOne` brings. */
  readonly id?: string;
  /** When that is, by the caller's own clock; wanted where `labelWait` is a time. */
  readonly time?: number;
};

/** How well rows were predicted before they were learned from, beside guesses that need no model. */
export type OnlineModelReport = StreamMetrics & {
  /** Rows that wait for their label, and rows whose label did not come in time. */
  readonly pending: number;
  readonly expired: number;
};

/** The whole state of an `OnlineModel`: plain data, from which another goes on bit for bit. */
export type OnlineModelState = StateHeader<'online-model'> & {
  /** The options as JSON. */
  readonly options: string;
  /** Rows seen: learned from, or predicted with an id. */
  readonly rows: number;
  /** What predicts. */
  readonly model: ModelState;
  /** How it learns; null before the first label. */
  readonly session: StateTree | null;
  readonly pending: StateTree;
};
