/**
 * Online learning of tables: predict and learn from objects, rehearse, follow drift, save and resume bit for bit.
 *
 * @packageDocumentation
 */
export { OnlineError, type OnlineErrorCode } from './errors.js';
export { EXPERTS, type ExpertName } from './experts/expert.js';
export type { ExpertReport } from './mixture/expert-report.js';
export {
  type ColumnWorth,
  type ColumnWorthOptions,
  type ColumnWorths,
  columnWorths,
} from './model/column-worth.js';
export { Model, type ModelAnswers } from './model/model.js';
export type { ModelState, TableModelState } from './model/model-state.js';
export { OnlineModel } from './model/online-model.js';
export type { OnlineModelOptions } from './model/online-model-options.js';
export type {
  ClosedStatus,
  IdStatus,
  LabelOneResult,
  LearnOneResult,
  OnlineModelReport,
  OnlineModelState,
  PredictOneOptions,
  Row,
} from './model/online-model-types.js';
export type { LabelWait } from './model/pending-labels.js';
export type { PredictedValue, Prediction } from './model/prediction.js';
export type { StreamPrediction } from './rows/stream-prediction.js';
export { StreamScore } from './score/stream-score.js';
export { createSession, restoreSession } from './session/create-session.js';
export { CurriculumStream, type CurriculumStreamSettings } from './session/curriculum-stream.js';
export {
  type ConsolidationMethodName,
  type ConsolidationSettings,
  CURRICULUM_DEFAULTS,
  type LearnerName,
  type LearningOptions,
  type LearningSettings,
  learningSettings,
  type NetworkSettings,
  type ReplaySettings,
  type ReplayStrategyName,
  TABLE_DEFAULTS,
} from './session/learning-settings.js';
export { WHEN_FINISHED, type WhenFinished } from './session/level-choice.js';
export { type OpenedLevels, type OpenLevelsOptions, openLevels } from './session/open-levels.js';
export type {
  HeldOut,
  LevelChange,
  LevelReport,
  RetentionReport,
  StreamMetrics,
  StreamProgress,
  StreamReport,
} from './session/reports.js';
export type { RowMemory, RowSchema } from './session/row-memory.js';
export type { SessionLearner } from './session/session-learner.js';
export type { SessionState, StepResult, TrainingSession } from './session/training-session.js';
export type { Predictor, TrainingStream } from './session/training-stream.js';
export {
  CURRICULUM_POLICIES,
  type CurriculumPolicy,
  type CurriculumPolicyName,
  curriculumPolicy,
} from './study/curriculum-policies.js';
export {
  type CurriculumCell,
  type CurriculumStudyOptions,
  curriculumStudy,
} from './study/curriculum-study.js';
export {
  type CurriculumTableRow,
  curriculumMarkdown,
  curriculumTable,
  type MeanAndError,
} from './study/curriculum-table.js';
export type { OnDrift } from './table/drift-response.js';
export { openTableStream } from './table/open-table-stream.js';
export { TableStream } from './table/table-stream.js';
export type { TableStreamSettings } from './table/table-stream-settings.js';
