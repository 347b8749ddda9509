import type { Row } from '@graph/online';
import type { Label } from '../log/event.js';

/** A row to predict; with an id it waits for its label. */
export type PredictRequest = { readonly id?: string; readonly features: Row };

/** A label for a row that waits, or a row with its label; with an id the same row is learned from once only. */
export type LearnRequest =
  | { readonly id: string; readonly label: Label; readonly features?: undefined }
  | { readonly id?: string; readonly features: Row; readonly label: Label };
