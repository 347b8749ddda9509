/**
 * A graph network that learns online, and protects what it learned.
 *
 * @packageDocumentation
 */
export type { Activation } from './activation.js';
export type { Batch } from './batch.js';
export type { ConsolidationMethod } from './consolidation/consolidation-method.js';
export { type EwcOptions, ewc } from './consolidation/ewc.js';
export {
  type MemoryAwareSynapsesOptions,
  memoryAwareSynapses,
} from './consolidation/memory-aware-synapses.js';
export { type OnlineEwcOptions, onlineEwc } from './consolidation/online-ewc.js';
export {
  type SynapticIntelligenceOptions,
  synapticIntelligence,
} from './consolidation/synaptic-intelligence.js';
export {
  type ConsolidationObservation,
  ConsolidationScheduler,
  type ConsolidationSchedulerOptions,
  type ConsolidationSchedulerState,
  type ConsolidationTrigger,
} from './consolidation-scheduler.js';
export { createBatch } from './create-batch.js';
export { LearnerError, type LearnerErrorCode } from './errors.js';
export { Graph, type GraphEdge, type GraphState } from './graph.js';
export { GraphBuilder, type NodeOptions } from './graph-builder.js';
export { GraphError, type GraphErrorCode } from './graph-error.js';
export type { GraphJSON } from './graph-json.js';
export type { GraphNode, GraphParts } from './graph-parts.js';
export type { Growth } from './growth.js';
export type { Precision } from './kernels/kernels.js';
export { type LayeredOptions, layered } from './layered.js';
export type { LearnerStatisticsState, LearnerStats } from './learner-statistics.js';
export { binaryCrossEntropy } from './losses/binary-cross-entropy.js';
export { huber } from './losses/huber.js';
export type { Loss } from './losses/loss.js';
export { meanSquaredError } from './losses/mean-squared-error.js';
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.js';
export { Network } from './network.js';
export type {
  NetworkOptions,
  PredictOptions,
  ProtectOptions,
  PruneOptions,
  StepOptions,
  TrainingBatch,
} from './network-options.js';
export type { NetworkState } from './network-state.js';
export {
  type ConsolidationResult,
  type Example,
  type LearnResult,
  OnlineLearner,
  type OnlineLearnerOptions,
  type OnlineLearnerState,
} from './online-learner.js';
export { type AdamOptions, adam } from './optimizers/adam.js';
export { adamw } from './optimizers/adamw.js';
export type { Optimizer } from './optimizers/optimizer.js';
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.js';
export { type SgdOptions, sgd } from './optimizers/sgd.js';
export { GrowthPolicy, type GrowthPolicyOptions, type GrowthPolicyState } from './policies/growth-policy.js';
export {
  PruningPolicy,
  type PruningPolicyOptions,
  type PruningPolicyState,
} from './policies/pruning-policy.js';
export { type Preset, type PresetName, presets } from './presets.js';
export type { ImportanceScale, Protection } from './protection.js';
export type { RehearsalBatch, RehearsalMemory } from './rehearsal-memory.js';
export { SmoothedLoss, type SmoothedLossState } from './smoothed-loss.js';
export { type SparseOptions, sparse } from './sparse.js';
