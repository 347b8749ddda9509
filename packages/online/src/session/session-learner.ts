import type { Batch, StateTree } from '@graph/core';
import type { ConsolidationResult, LearnerStats, LearnResult, Network, NetworkState } from '@graph/learner';

/** What a session trains: a network that rehearses, or a mixture of experts. */
export interface SessionLearner {
  /** New rows that make a step a full one. */
  readonly newRowsPerStep: number;
  /** What grows and is pruned, and answers where a network alone does; of a mixture the one that remembers longest. */
  readonly network: Network;
  /** Learns from new rows together with rehearsed ones, and remembers them. */
  learnBatch(batch: Batch): Readonly<LearnResult>;
  /** Rehearses remembered rows alone. */
  consolidate(): ConsolidationResult;
  /** What was done so far. */
  stats(): LearnerStats;
  /** Everything that decides what comes next but the memory; the network is null where the stream keeps all that predicts. */
  state(): StateTree & { readonly network: NetworkState | null };
}
