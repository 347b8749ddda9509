import { StateFormat, type StateHeader, type StateReader, type StateTree } from '@graph/core';
import type { OnlineModelState } from '@graph/online';
import { ServeError } from '../errors.js';
import type { WaitSettings } from '../log/event.js';

/** The layout of that state. */
export const REPLAYED_FORMAT: StateFormat<'replayed-model'> = new StateFormat(
  'replayed-model',
  1,
  ServeError,
);

/** Everything that events have made of a model: plain data. */
export type ReplayedModelState = StateHeader<'replayed-model'> & {
  /** The last event that is in it, and when that was. */
  readonly sequence: number;
  readonly at: number;
  /** The rollbacks so far as JSON: pairs of their own sequence, and that which they went back to. */
  readonly rollbacks: string;
  readonly wait: string;
  readonly waiting: StateTree;
  readonly defaulted: number;
  readonly columns: StateTree;
  readonly model: OnlineModelState;
  readonly challenger: StateTree | null;
};

/** A rollback: the sequence of its event, and that of the event which it went back to. */
export type Rollback = readonly [sequence: number, to: number];

/** Reads how long rows wait. */
export function waitOf(reader: StateReader): WaitSettings {
  const wait = reader.json('wait') as WaitSettings | null;
  if (typeof wait !== 'object' || wait === null) throw reader.error('wait', 'settings as JSON');
  return wait;
}
