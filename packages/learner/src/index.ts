/**
 * A graph network that learns online, and protects what it learned.
 *
 * @packageDocumentation
 */
export { type Batch, createBatch } from '@graph/core';
export { NetworkBank } from './bank/network-bank.js';
export type { NetworkBankOptions, NetworkBankState } from './bank/network-bank-options.js';
export type { ConsolidationMethod } from './consolidation/consolidation-method.js';
export {
  type ConsolidationObservation,
  ConsolidationScheduler,
  type ConsolidationSchedulerOptions,
  type ConsolidationSchedulerState,
  type ConsolidationTrigger,
} from './consolidation/consolidation-scheduler.js';
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
export type { Activation } from './graph/activation.js';
export { Graph, type GraphEdge, type GraphState } from './graph/graph.js';
export { GraphBuilder, type NodeOptions } from './graph/graph-builder.js';
export { GraphError, type GraphErrorCode, type GraphErrorDetails } from './graph/graph-error.js';
export type { GraphJSON } from './graph/graph-json.js';
export type { GraphNode, GraphParts } from './graph/graph-parts.js';
export { type LayeredOptions, layered } from './graph/layered.js';
export { type SparseOptions, sparse } from './graph/sparse.js';
export type { Growth } from './growth/grow-graph.js';
export { useKernels } from './kernels/kernel-modules.js';
export type { Precision } from './kernels/kernels.js';
export { LearnerError, type LearnerErrorCode, type LearnerErrorDetails } from './learner-error.js';
export { hashFeature } from './linear/hashed/hash-feature.js';
export { hashPair } from './linear/hashed/hash-pair.js';
export { hashText } from './linear/hashed/hash-text.js';
export { HashedLinear } from './linear/hashed/hashed-linear.js';
export type { HashedLinearOptions, HashedLinearState } from './linear/hashed/hashed-linear-options.js';
export { KalmanLinear } from './linear/kalman/kalman-linear.js';
export type { KalmanLinearOptions, KalmanLinearState } from './linear/kalman/kalman-linear-options.js';
export type { PriorVariance } from './linear/kalman/prior-variance.js';
export type { LinearTask } from './linear/linear-task.js';
export type { TargetScaleState } from './linear/target-scale.js';
export { useLinearKernels } from './linear/use-linear-kernels.js';
export { binaryCrossEntropy } from './losses/binary-cross-entropy.js';
export { huber } from './losses/huber.js';
export type { Loss } from './losses/loss.js';
export { meanSquaredError } from './losses/mean-squared-error.js';
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.js';
export type { LossTerm, OutputLoss } from './manual/loss-term.js';
export type { ManualStepOptions } from './manual/manual-step-options.js';
export { ManualTraining } from './manual/manual-training.js';
export { ParameterSnapshot } from './manual/parameter-snapshot.js';
export { Network } from './network/network.js';
export type {
  NetworkOptions,
  PredictOptions,
  ProtectOptions,
  PruneOptions,
  StepOptions,
  TrainingBatch,
} from './network/network-options.js';
export type { NetworkState } from './network/network-state.js';
export type { ImportanceScale, Protection } from './network/protection.js';
export type { LearnerBatch, RememberedRows } from './online/learner-batch.js';
export type { LearnerStatisticsState, LearnerStats } from './online/learner-statistics.js';
export { OnlineLearner } from './online/online-learner.js';
export type {
  ConsolidationResult,
  Example,
  LearnResult,
  OnlineLearnerOptions,
  OnlineLearnerState,
} from './online/online-learner-options.js';
export type { RehearsalBatch, RehearsalMemory } from './online/rehearsal-memory.js';
export { SmoothedLoss, type SmoothedLossState } from './online/smoothed-loss.js';
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
