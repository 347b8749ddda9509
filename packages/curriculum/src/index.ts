/**
 * Curricula for supervised streams: which example comes next, and when to move on.
 *
 * @packageDocumentation
 */
export { Curriculum, type CurriculumState } from './curriculum.js';
export type { CurriculumBatch } from './curriculum-batch.js';
export type { CurriculumOptions } from './curriculum-options.js';
export { CurriculumError, type CurriculumErrorCode } from './errors.js';
export type { Level, Row } from './level.js';
export type { LevelChange } from './level-walk.js';
export { mixedLevel } from './levels/mixed-level.js';
export { standardLevels } from './levels/standard-levels.js';
export type { Decision, Policy, Progress } from './policies/policy.js';
export {
  type StandardPolicyOptions,
  type StandardPolicyState,
  standardPolicy,
} from './policies/standard-policy.js';
