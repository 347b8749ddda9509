/** What to measure over which rows. */
export type PrequentialOptions = {
  /** Rows of the windowed averages, a whole number from 1 to 2^28. Default 1000. */
  readonly window?: number;
  /** Fading factor per row, over 0 and under 1. Default 0.999. */
  readonly fading?: number;
  /** Rows between a prediction and its label, a whole number from 0: baselines know no label that had not come. Default 0. */
  readonly labelDelay?: number;
};
