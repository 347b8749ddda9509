import type { OptionNames } from '@graph/core';
import type { ConsolidationSchedulerOptions, Optimizer } from '@graph/learner';
import { adam } from '@graph/learner';
import { check } from '../check.js';

/** Which memories to rehearse. */
export type ReplayStrategyName = 'uniform' | 'prioritized' | 'recency' | 'mixed' | 'balanced';

/** How consolidation protects what was learned, beside rehearsing it. */
export type ConsolidationMethodName = 'none' | 'ewc' | 'online-ewc' | 'si' | 'mas';

/** What is remembered and rehearsed. */
export type ReplaySettings = {
  /** Rows that the memory holds, a whole number ≥ 1. */
  readonly capacity: number;
  /** The share of rehearsed rows in a batch, from 0 to below 1. */
  readonly ratio: number;
  readonly strategy: ReplayStrategyName;
  /** How much a high loss favours a memory, from 0 (not at all) to 2. */
  readonly priorityAlpha: number;
};

/** The network and how it changes its shape. */
export type NetworkSettings = {
  /** Neurons of each hidden layer. */
  readonly hidden: readonly number[];
  /** Hidden neurons up to which it grows when the smoothed loss has stalled; null = it does not grow. */
  readonly maxNeurons: number | null;
  /** The share of the edges to remove, from 0 to below 1, over so many examples; null = none. */
  readonly prune: { readonly fraction: number; readonly over: number } | null;
};

/** When and how to consolidate. */
export type ConsolidationSettings = ConsolidationSchedulerOptions & {
  readonly method: ConsolidationMethodName;
  /** Of that protection, ≥ 0. */
  readonly strength: number;
};

/** How a session learns: plain data, part of a model's state. */
export type LearningSettings = {
  /** Same seed, same bits. A safe integer. */
  readonly seed: number;
  /** Rows in a training step, new and rehearsed together, a whole number from 1 to 65,536. */
  readonly batchSize: number;
  /** Optimizer steps for each batch of new rows, each with freshly drawn memories, from 1 to 1000. */
  readonly updatesPerBatch: number;
  readonly replay: ReplaySettings;
  readonly network: NetworkSettings;
  readonly optimizer: Optimizer;
  readonly consolidation: ConsolidationSettings;
};

/** {@link LearningSettings} of which everything may be left out. */
export type LearningOptions = {
  readonly seed?: number;
  readonly batchSize?: number;
  readonly updatesPerBatch?: number;
  readonly replay?: Partial<ReplaySettings>;
  readonly network?: Partial<NetworkSettings>;
  readonly optimizer?: Optimizer;
  readonly consolidation?: Partial<ConsolidationSettings>;
};

const COMMON = {
  seed: 42,
  batchSize: 32,
  network: { hidden: [64, 64], maxNeurons: null, prune: null },
  optimizer: adam({ learningRate: 0.001 }),
  consolidation: { trigger: { when: 'examples', every: 1000 }, method: 'none', strength: 0.5 },
} as const;

/** What is used where nothing else is said, for a curriculum. */
export const CURRICULUM_DEFAULTS: LearningSettings = {
  ...COMMON,
  updatesPerBatch: 4,
  replay: { capacity: 10_000, ratio: 0.5, strategy: 'mixed', priorityAlpha: 0.6 },
};

/**
 * What is used where nothing else is said, for a table: one new row a step and 31 rehearsed ones, drawn evenly, in two
 * updates. Tables of people's own are short beside the curriculum, so each row is worth more work.
 */
export const TABLE_DEFAULTS: LearningSettings = {
  ...COMMON,
  updatesPerBatch: 2,
  replay: { capacity: 10_000, ratio: 0.96875, strategy: 'uniform', priorityAlpha: 0.6 },
};

/** The names of the options that say how to learn. */
export const LEARNING_OPTIONS: OptionNames<LearningOptions> = {
  seed: true,
  batchSize: true,
  updatesPerBatch: true,
  replay: true,
  network: true,
  optimizer: true,
  consolidation: true,
};

const REPLAY: OptionNames<ReplaySettings> = {
  capacity: true,
  ratio: true,
  strategy: true,
  priorityAlpha: true,
};
const NETWORK: OptionNames<NetworkSettings> = { hidden: true, maxNeurons: true, prune: true };
const CONSOLIDATION: OptionNames<ConsolidationSettings> = {
  trigger: true,
  minInterval: true,
  maxInterval: true,
  horizon: true,
  method: true,
  strength: true,
};

/**
 * Puts options over defaults, and checks every value.
 *
 * @throws OnlineError `OPTION`
 */
export function learningSettings(options: LearningOptions, defaults: LearningSettings): LearningSettings {
  const { replay = {}, network = {}, consolidation = {} } = options;
  check.names('replay', replay, REPLAY);
  check.names('network', network, NETWORK);
  check.names('consolidation', consolidation, CONSOLIDATION);
  const settings: LearningSettings = {
    seed: options.seed ?? defaults.seed,
    batchSize: options.batchSize ?? defaults.batchSize,
    updatesPerBatch: options.updatesPerBatch ?? defaults.updatesPerBatch,
    optimizer: options.optimizer ?? defaults.optimizer,
    replay: { ...defaults.replay, ...replay },
    network: { ...defaults.network, ...network },
    consolidation: { ...defaults.consolidation, ...consolidation },
  };
  check.seed(settings.seed);
  check.wholeNumber('batchSize', settings.batchSize, { min: 1, max: 65_536 });
  check.wholeNumber('updatesPerBatch', settings.updatesPerBatch, { min: 1, max: 1000 });
  check.wholeNumber('replay.capacity', settings.replay.capacity, { min: 1 });
  check.number('replay.ratio', settings.replay.ratio, { min: 0, below: 1 });
  check.oneOf('replay.strategy', settings.replay.strategy, [
    'uniform',
    'prioritized',
    'recency',
    'mixed',
    'balanced',
  ]);
  check.number('replay.priorityAlpha', settings.replay.priorityAlpha, { min: 0, max: 2 });
  for (const neurons of settings.network.hidden)
    check.wholeNumber('each of network.hidden', neurons, { min: 1, max: 16_384 });
  check.oneOf('consolidation.method', settings.consolidation.method, [
    'none',
    'ewc',
    'online-ewc',
    'si',
    'mas',
  ]);
  check.number('consolidation.strength', settings.consolidation.strength, { min: 0 });
  return settings;
}
