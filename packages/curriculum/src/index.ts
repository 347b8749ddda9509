/**
 * Curricula for supervised streams: which example comes next, and when to move on.
 *
 * @packageDocumentation
 */
export type { Batch } from './batch.js';
export { Curriculum, type CurriculumState } from './curriculum.js';
export type { CurriculumOptions } from './curriculum-options.js';
export { CurriculumError, type CurriculumErrorCode } from './errors.js';
export type { Level, Row } from './level.js';
export type { LevelChange, LevelWalkState } from './level-walk.js';
export { mixedLevel } from './levels/mixed-level.js';
export { standardLevels } from './levels/standard-levels.js';
export type { Decision, Policy, Progress } from './policies/policy.js';
export {
  type StandardPolicyOptions,
  type StandardPolicyState,
  standardPolicy,
} from './policies/standard-policy.js';
export type { StateLeaf, StateTree } from './state-tree.js';
