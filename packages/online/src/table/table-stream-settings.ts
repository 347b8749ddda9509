import type { StreamPrediction } from '../rows/stream-prediction.js';
import type { ReplaySettings } from '../session/learning-settings.js';
import type { OnDrift } from './drift-response.js';

/** How a table is learned, beside what every stream needs. */
export type TableStreamSettings = {
  readonly batchSize: number;
  readonly replay: ReplaySettings;
  readonly onDrift: OnDrift;
  /** Rows that come between a prediction and its label, ≥ 0. */
  readonly labelDelay: number;
  /**
   * Called with each row that was read, in their order, once it has been predicted and before it is learned from. A session that
   * is restored goes on with the row after the last one that was predicted before its state was taken.
   */
  readonly onPrediction?: (prediction: StreamPrediction) => void;
};
