/**
 * How good is it, and has the world changed: prequential metrics, forgetting, drift detection.
 *
 * @packageDocumentation
 */
export type { Averaging } from './averaging.js';
export { LastValue } from './baselines/last-value.js';
export { MajorityClass } from './baselines/majority-class.js';
export { RunningMean } from './baselines/running-mean.js';
export { type DomainFigures, type DomainReport, DomainScores } from './continual/domain-scores.js';
export { EvaluationSets, type EvaluationSetsOptions } from './continual/evaluation-sets.js';
export { RetentionMatrix, type RetentionReport } from './continual/retention-matrix.js';
export { Adwin, type AdwinOptions } from './drift/adwin.js';
export { Ddm, type DdmOptions } from './drift/ddm.js';
export type { DriftDetector, DriftDirection } from './drift/drift-detector.js';
export { Kswin, type KswinOptions } from './drift/kswin.js';
export { PageHinkley, type PageHinkleyOptions } from './drift/page-hinkley.js';
export { PairedProbes, type PairedProbesOptions } from './drift/paired-probes.js';
export { RehearsalFocus, type RehearsalFocusOptions } from './drift/rehearsal-focus.js';
export { restoreDetector } from './drift/restore-detector.js';
export { type AlarmScore, scoreAlarms } from './drift/score-alarms.js';
export { EvaluationError, type EvaluationErrorCode } from './errors.js';
export { Accuracy } from './metrics/accuracy.js';
export { BalancedAccuracy } from './metrics/balanced-accuracy.js';
export { ClassTally } from './metrics/class-tally.js';
export { ConfusionMatrix } from './metrics/confusion-matrix.js';
export { F1 } from './metrics/f1.js';
export { LogLoss } from './metrics/log-loss.js';
export { MacroF1 } from './metrics/macro-f1.js';
export { Mean } from './metrics/mean.js';
export { MeanAbsoluteError } from './metrics/mean-absolute-error.js';
export { R2 } from './metrics/r2.js';
export { RegressionTally } from './metrics/regression-tally.js';
export { RocAuc } from './metrics/roc-auc.js';
export { RootMeanSquaredError } from './metrics/root-mean-squared-error.js';
export { exp } from './portable/exp.js';
export { ln } from './portable/ln.js';
export type { BaselineClassFigures, ClassFigures } from './prequential/class-scores.js';
export { LabelDelay, type LabelDelayOptions } from './prequential/label-delay.js';
export {
  type ClassificationReport,
  PrequentialClassification,
  type PrequentialClassificationOptions,
  type PrequentialOptions,
} from './prequential/prequential-classification.js';
export {
  PrequentialRegression,
  type RegressionFigures,
  type RegressionReport,
} from './prequential/prequential-regression.js';
export type { StateArray, StateTree } from './state.js';
