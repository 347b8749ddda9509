import type { ReplaySettings } from '../session/learning-settings.js';
import type { OnDrift } from './drift-response.js';

/** How a table is learned, beside what every stream needs. */
export type TableStreamSettings = {
  readonly batchSize: number;
  readonly replay: ReplaySettings;
  readonly onDrift: OnDrift;
  /** Rows that come between a prediction and its label, ≥ 0. */
  readonly labelDelay: number;
};
