/**
 * A graph network that learns online, and protects what it learned.
 *
 * @packageDocumentation
 */
export type { Activation } from './activation.js';
export type { Batch } from './batch.js';
export {
  type ConsolidationObservation,
  ConsolidationScheduler,
  type ConsolidationSchedulerOptions,
  type ConsolidationSchedulerState,
  type ConsolidationTrigger,
} from './consolidation-scheduler.js';
export { createBatch } from './create-batch.js';
export { Graph, type GraphEdge, type GraphNode, type GraphParts, type GraphState } from './graph.js';
export { GraphBuilder, type NodeOptions } from './graph-builder.js';
export { GraphError, type GraphErrorCode } from './graph-error.js';
export type { GraphJSON } from './graph-json.js';
export { type LayeredOptions, layered } from './layered.js';
export { GrowthPolicy, type GrowthPolicyOptions, type GrowthPolicyState } from './policies/growth-policy.js';
export {
  PruningPolicy,
  type PruningPolicyOptions,
  type PruningPolicyState,
} from './policies/pruning-policy.js';
export { type Preset, type PresetName, presets } from './presets.js';
export { SmoothedLoss, type SmoothedLossState } from './smoothed-loss.js';
export { type SparseOptions, sparse } from './sparse.js';
