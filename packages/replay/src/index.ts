/**
 * Bounded memories of past rows, and which of them to rehearse.
 *
 * @packageDocumentation
 */
export { bytesFor } from './bytes-for.js';
export type { ColumnInput, Columns } from './columns.js';
export { ReplayError, type ReplayErrorCode } from './errors.js';
export { balancedFifo } from './eviction/balanced-fifo.js';
export { balancedReservoir } from './eviction/balanced-reservoir.js';
export type { Eviction } from './eviction/eviction.js';
export { fifo } from './eviction/fifo.js';
export { lowestPriority } from './eviction/lowest-priority.js';
export type { PolicyState } from './eviction/policy.js';
export { reservoir } from './eviction/reservoir.js';
export type { FieldValue, InspectedRow } from './inspect.js';
export type { KernelChoice } from './kernels/create-kernel.js';
export type { Difference } from './memory-state.js';
export { ReplayProducer } from './producer.js';
export type { ProducerPort } from './producer-port.js';
export type { ReplayBatch } from './replay-batch.js';
export { ReplayMemory } from './replay-memory.js';
export type { ReplayOptions, ReplayState, RestoreOptions } from './replay-options.js';
export {
  type ArrayOfDtype,
  type Column,
  type Dtype,
  defineSchema,
  type Field,
  type Schema,
} from './schema.js';
export type { SlotGroupsState } from './slot-groups.js';
export type { ReplayStatistics } from './statistics.js';
export { type BalancedOptions, balanced } from './strategies/balanced.js';
export { type MixedPart, mixed } from './strategies/mixed.js';
export { type PrioritizedOptions, prioritized } from './strategies/prioritized.js';
export { type RecencyOptions, recency } from './strategies/recency.js';
export {
  type Balanced,
  type Beta,
  type Mixed,
  type Normalisation,
  type Prioritized,
  type Recency,
  type SingleStrategy,
  type Strategy,
  strategyCodes,
  type Uniform,
  type Weighting,
} from './strategies/strategy.js';
export { uniform } from './strategies/uniform.js';
export type { WeightingOptions } from './strategies/weighting.js';
