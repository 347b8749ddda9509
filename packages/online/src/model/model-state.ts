import { StateFormat, type StateHeader, type StateTree } from '@graph/core';
import type { NetworkState } from '@graph/learner';
import type { RowWriterState, TableEncoderState } from '@graph/stream';
import { OnlineError } from '../errors.js';

/** What turns rows into inputs and outputs into answers. */
export type TableModelState = StateHeader<'model'> & {
  /** The columns, the words that were met in them, and how labels are said. */
  readonly words: RowWriterState;
  /** Means and deviations of the columns; null before the first label. */
  readonly encoder: TableEncoderState | null;
  /** The experts and their weights, where a mixture predicts. */
  readonly mixture?: StateTree;
};

/** What a frozen model is made of: plain data, a part of the state of an `OnlineModel`, and of a run's checkpoint. */
export type ModelState = TableModelState & {
  /** Null before the first label, and where a mixture predicts. */
  readonly network: NetworkState | null;
};

/** The layout of what predicts. */
export const MODEL_FORMAT: StateFormat<'model'> = new StateFormat('model', 1, OnlineError);
