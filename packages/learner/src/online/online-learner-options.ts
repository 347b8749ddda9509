import type { OptionNames, StateHeader } from '@graph/core';
import type { ConsolidationMethod } from '../consolidation/consolidation-method.js';
import type { Network } from '../network/network.js';
import type { NetworkState } from '../network/network-state.js';
import type { LearnerStatisticsState } from './learner-statistics.js';
import type { RehearsalMemory } from './rehearsal-memory.js';

/** What an `OnlineLearner` is made of. */
export type OnlineLearnerOptions = {
  /** What learns; the learner does not copy it. */
  readonly network: Network;
  /** What it remembers with; without, nothing is rehearsed. */
  readonly memory?: RehearsalMemory;
  /** Rows of a full step, new and rehearsed ones, a whole number ≥ 1. Default 32. */
  readonly batchSize?: number;
  /** The share of them that is rehearsed, 0 ≤ replayRatio < 1. Default 0.5. */
  readonly replayRatio?: number;
  /** Optimizer steps for each batch of new rows, each with rows drawn afresh, a whole number ≥ 1. Default 1. */
  readonly updatesPerBatch?: number;
  /** How to protect what was learned when consolidating. Default not at all. */
  readonly consolidation?: ConsolidationMethod;
  /** Steps of rehearsal only in each consolidation, a whole number ≥ 0; none if `replayRatio` is 0. Default 10. */
  readonly consolidationSteps?: number;
  /** Remembered rows from which `consolidation` estimates what is important, a whole number ≥ 1. Default 256. */
  readonly consolidationRows?: number;
  /** Handed to `memory.sample` when consolidating: how to draw, for instance balanced over domains. */
  readonly consolidationStrategy?: unknown;
};

/** What one call of `learnBatch` did. The learner reuses the object: read it before the next call. */
export type LearnResult = {
  /** Mean loss of the new rows in the first step: before anything was learned from them. NaN if there were none. */
  readonly loss: number;
  /** Mean loss of the rehearsed rows over all steps; NaN if there were none. */
  readonly rehearsedLoss: number;
  /** Rows that went through an optimizer step, those of every update counted. */
  readonly trainedRows: number;
  readonly newRows: number;
  readonly rehearsedRows: number;
};

/** One example, for `learnOne`. */
export type Example = {
  /** `[inputWidth]`. */
  readonly input: ArrayLike<number>;
  /** `[targetWidth]`. */
  readonly target: ArrayLike<number>;
  /** A whole number from 0 to 65,535. Default 0. */
  readonly domain?: number;
};

/** What a consolidation did. */
export type ConsolidationResult = {
  /** Optimizer steps over remembered rows alone. */
  readonly steps: number;
  /** Rows rehearsed in them. */
  readonly rows: number;
  /** Their mean loss; NaN if there were none. */
  readonly loss: number;
  /** Rows from which importances were estimated. */
  readonly estimatedFrom: number;
};

/** The whole state of a learner, its network included, its memory not. */
export type OnlineLearnerState = StateHeader<'online-learner'> & {
  readonly network: NetworkState;
  readonly settings: {
    readonly batchSize: number;
    readonly replayRatio: number;
    readonly updatesPerBatch: number;
    readonly consolidationSteps: number;
    readonly consolidationRows: number;
  };
  /** The kind of its consolidation method, or `none`. */
  readonly consolidation: string;
  readonly statistics: LearnerStatisticsState;
};

/** The names of all options. */
export const ONLINE_LEARNER_OPTION_NAMES: OptionNames<OnlineLearnerOptions> = {
  batchSize: true,
  consolidation: true,
  consolidationRows: true,
  consolidationSteps: true,
  consolidationStrategy: true,
  memory: true,
  network: true,
  replayRatio: true,
  updatesPerBatch: true,
};
