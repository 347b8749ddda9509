import { ClassTally } from './class-tally.js';
import { type TallyMetricClass, tallyMetric } from './tally-metric.js';

/** Measures the share of rows whose predicted class is right, 0 to 1. */
export const Accuracy: TallyMetricClass<'accuracy'> = tallyMetric(
  'Accuracy',
  'accuracy',
  ClassTally,
  (tally) => tally.accuracy,
);
export type Accuracy = InstanceType<typeof Accuracy>;

/** Measures the mean recall of the classes that were targets, 0 to 1: each class counts the same, however rare. */
export const BalancedAccuracy: TallyMetricClass<'balanced-accuracy'> = tallyMetric(
  'BalancedAccuracy',
  'balanced-accuracy',
  ClassTally,
  (tally) => tally.balancedAccuracy,
);
export type BalancedAccuracy = InstanceType<typeof BalancedAccuracy>;

/** Measures the mean F1 of all classes that were target or prediction, 0 to 1. */
export const MacroF1: TallyMetricClass<'macro-f1'> = tallyMetric(
  'MacroF1',
  'macro-f1',
  ClassTally,
  (tally) => tally.macroF1,
);
export type MacroF1 = InstanceType<typeof MacroF1>;
