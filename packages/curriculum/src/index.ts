/**
 * Curricula for supervised streams: which example comes next, and when to move on.
 *
 * @packageDocumentation
 */
export { Curriculum } from './curriculum.js';
export type { CurriculumBatch } from './curriculum-batch.js';
export type { CurriculumOptions } from './curriculum-options.js';
export type { CurriculumState } from './curriculum-state.js';
export { CurriculumError, type CurriculumErrorCode } from './errors.js';
export type { Level, LevelRows, Row } from './level.js';
export type { LevelChange } from './level-walk.js';
export { levelOfRows, type RowLists } from './levels/level-of-rows.js';
export { mixedLevel } from './levels/mixed-level.js';
export { standardLevels } from './levels/standard-levels.js';
export type { Decision, Policy, Progress } from './policies/policy.js';
export {
  type StandardPolicyOptions,
  type StandardPolicyState,
  standardPolicy,
} from './policies/standard-policy.js';
export { Exp3S, type Exp3SOptions, type Exp3SState } from './samplers/exp3s.js';
export {
  LearningProgress,
  type LearningProgressOptions,
  type LearningProgressState,
} from './samplers/learning-progress.js';
export type { LevelSampler, LevelSamplerClass } from './samplers/level-sampler.js';
export {
  PrioritizedLevels,
  type PrioritizedLevelsOptions,
  type PrioritizedLevelsState,
} from './samplers/prioritized-levels.js';
export {
  UnlearnedLevels,
  type UnlearnedLevelsOptions,
  type UnlearnedLevelsState,
} from './samplers/unlearned-levels.js';
