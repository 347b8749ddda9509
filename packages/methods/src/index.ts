/**
 * Methods of continual learning, each on a page, and one learner for all of them.
 *
 * @packageDocumentation
 */
export { MethodsError, type MethodsErrorCode } from './errors.js';
export {
  ContinualLearner,
  type ContinualLearnerOptions,
  type ContinualLearnerState,
} from './learner/continual-learner.js';
export type { LabelledRows } from './learner/labelled-rows.js';
export type { Remembered, RowMemory } from './learner/remembered.js';
export type { GroupTerm, RowGroup } from './learner/row-group.js';
export type { Workbench } from './learner/workbench.js';
export type { Method, RunningMethod } from './method.js';
export { aGem } from './methods/a-gem.js';
export { type AveragedWeightsOptions, averagedWeights } from './methods/averaged-weights.js';
export { type ClassMeansOptions, classMeans } from './methods/class-means.js';
export {
  type DarkExperienceReplayOptions,
  darkExperienceReplay,
} from './methods/dark-experience-replay.js';
export { erAce } from './methods/er-ace.js';
export { type ExperienceReplayOptions, experienceReplay } from './methods/experience-replay.js';
export { fineTuning } from './methods/fine-tuning.js';
export { type GdumbOptions, gdumb } from './methods/gdumb.js';
export {
  type LearningWithoutForgettingOptions,
  learningWithoutForgetting,
} from './methods/learning-without-forgetting.js';
export {
  type MaximallyInterferedRetrievalOptions,
  maximallyInterferedRetrieval,
} from './methods/maximally-interfered-retrieval.js';
