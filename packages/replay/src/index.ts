/**
 * Bounded memories of past rows, and which of them to rehearse.
 *
 * @packageDocumentation
 */
export { ReplayBank } from './bank/replay-bank.js';
export type { ReplayBankOptions } from './bank/replay-bank-options.js';
export { balancedFifo } from './eviction/balanced-fifo.js';
export { balancedReservoir } from './eviction/balanced-reservoir.js';
export type { Eviction } from './eviction/eviction.js';
export { fifo } from './eviction/fifo.js';
export { type LowestPriorityOptions, lowestPriority } from './eviction/lowest-priority.js';
export { reservoir } from './eviction/reservoir.js';
export { useKernels } from './kernels/kernel-modules.js';
export type { AddOptions } from './memory/add-options.js';
export { bytesFor } from './memory/bytes-for.js';
export type { InspectedRow } from './memory/inspect.js';
export type { Difference } from './memory/memory-parts.js';
export { ReplayMemory } from './memory/replay-memory.js';
export type { ReplayOptions } from './memory/replay-options.js';
export type { ReplayStatistics } from './memory/statistics.js';
export type { ProducerPort } from './producer/producer-port.js';
export { ReplayProducer } from './producer/replay-producer.js';
export type { Columns } from './records/columns.js';
export type { ReplayBatch } from './records/replay-batch.js';
export { type Dtype, defineSchema, type Field, type Schema } from './records/schema.js';
export { ReplayError, type ReplayErrorCode } from './replay-error.js';
export type { ReplayState } from './state/replay-state.js';
export type { RestoreOptions } from './state/restore-options.js';
export { type BalancedOptions, balanced } from './strategies/balanced.js';
export { type MixedPart, mixed } from './strategies/mixed.js';
export { type PrioritizedOptions, prioritized } from './strategies/prioritized.js';
export { type RecencyOptions, recency } from './strategies/recency.js';
export type { Strategy, Where } from './strategies/strategy.js';
export { type UniformOptions, uniform } from './strategies/uniform.js';
export type { WeightingOptions } from './strategies/weighting.js';
