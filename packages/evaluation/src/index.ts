/**
 * How good is it, and has the world changed: prequential metrics, forgetting, drift detection.
 *
 * @packageDocumentation
 */
export type { Averaging } from './averaging.js';
export { BestConstant, type BestConstantOptions } from './baselines/best-constant.js';
export { LastValue } from './baselines/last-value.js';
export { MajorityClass } from './baselines/majority-class.js';
export { RunningMean } from './baselines/running-mean.js';
export {
  type DomainFigures,
  type DomainReport,
  DomainScores,
  type DomainScoresOptions,
} from './continual/domain-scores.js';
export { EvaluationSets, type EvaluationSetsOptions } from './continual/evaluation-sets.js';
export { RetentionMatrix, type RetentionMatrixOptions } from './continual/retention-matrix.js';
export type { RetentionReport } from './continual/retention-report.js';
export { Adwin, type AdwinOptions } from './drift/adwin.js';
export { Ddm, type DdmOptions } from './drift/ddm.js';
export type { DriftDetector, DriftDirection } from './drift/drift-detector.js';
export { Kswin, type KswinOptions } from './drift/kswin.js';
export { PageHinkley, type PageHinkleyOptions } from './drift/page-hinkley.js';
export { PairedProbes, type PairedProbesOptions } from './drift/paired-probes.js';
export { RehearsalFocus, type RehearsalFocusOptions } from './drift/rehearsal-focus.js';
export { EvaluationError, type EvaluationErrorCode } from './errors.js';
export { Accuracy, BalancedAccuracy, MacroF1 } from './metrics/class-metrics.js';
export { ConfusionMatrix } from './metrics/confusion-matrix.js';
export { F1, type F1Options } from './metrics/f1.js';
export { LogLoss } from './metrics/log-loss.js';
export { Mean } from './metrics/mean.js';
export { MeanAbsoluteError, R2, RootMeanSquaredError } from './metrics/regression-metrics.js';
export { type RegressionScore, regressionScore } from './metrics/regression-score.js';
export { RocAuc } from './metrics/roc-auc.js';
export type { TallyMetric, TallyMetricClass } from './metrics/tally-metric.js';
export type { BaselineClassFigures, ClassFigures } from './prequential/class-scores.js';
export type { ClassificationReport } from './prequential/classification-report.js';
export { LabelDelay, type LabelDelayOptions } from './prequential/label-delay.js';
export {
  PrequentialClassification,
  type PrequentialClassificationOptions,
} from './prequential/prequential-classification.js';
export type { PrequentialOptions } from './prequential/prequential-options.js';
export {
  PrequentialRegression,
  type RegressionFigures,
  type RegressionReport,
} from './prequential/prequential-regression.js';
export { type CurvePoints, StreamCurve } from './prequential/stream-curve.js';
export type { EvaluationState } from './state.js';
