import { RegressionTally } from './regression-tally.js';
import { type TallyMetricClass, tallyMetric } from './tally-metric.js';

/** Measures the mean of |target - prediction|, in the target's unit. */
export const MeanAbsoluteError: TallyMetricClass<'mean-absolute-error'> = tallyMetric(
  'MeanAbsoluteError',
  'mean-absolute-error',
  RegressionTally,
  (tally) => tally.meanAbsoluteError,
);
export type MeanAbsoluteError = InstanceType<typeof MeanAbsoluteError>;

/** Measures the root of the mean of (target - prediction)², in the target's unit. */
export const RootMeanSquaredError: TallyMetricClass<'root-mean-squared-error'> = tallyMetric(
  'RootMeanSquaredError',
  'root-mean-squared-error',
  RegressionTally,
  (tally) => tally.rootMeanSquaredError,
);
export type RootMeanSquaredError = InstanceType<typeof RootMeanSquaredError>;

/**
 * Measures the share of the variance of the targets that the predictions explain: 1 - squared errors / squared distances
 * from the mean. At most 1; NaN while all targets are equal.
 */
export const R2: TallyMetricClass<'r2'> = tallyMetric('R2', 'r2', RegressionTally, (tally) => tally.r2);
export type R2 = InstanceType<typeof R2>;
