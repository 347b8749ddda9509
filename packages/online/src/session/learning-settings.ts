import type { OptionNames } from '@graph/core';
import type { ConsolidationSchedulerOptions, Optimizer } from '@graph/learner';
import { adam, adamw } from '@graph/learner';
import { check } from '../check.js';

/** Which memories to rehearse. */
export type ReplayStrategyName = 'uniform' | 'prioritized' | 'recency' | 'mixed' | 'balanced';

/** How consolidation protects what was learned, beside rehearsing it. */
export type ConsolidationMethodName = 'none' | 'ewc' | 'online-ewc' | 'si' | 'mas';

/** What learns a table: one network, or a mixture of experts, networks among them, that is never much worse than the best of them. */
export type LearnerName = 'network' | 'mixture';

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
  /** A curriculum is learned by one network always; a table by a mixture, where nothing is asked for that only one network can do. */
  readonly learner: LearnerName;
  /** Rows in a training step, new and rehearsed together, a whole number from 1 to 65,536. */
  readonly batchSize: number;
  /** Optimizer steps for each batch of new rows, each with freshly drawn memories, from 1 to 1000. */
  readonly updatesPerBatch: number;
  /**
   * Of a mixture: how long its networks work hard before they get lighter step by step, over 0: after 4,000, 16,000, 64,000 and 256,000
   * rows of one world, times this; at most 1e6. Where they save nothing they work little from the start.
   */
  readonly effort: number;
  readonly replay: ReplaySettings;
  readonly network: NetworkSettings;
  readonly optimizer: Optimizer;
  readonly consolidation: ConsolidationSettings;
};

/** {@link LearningSettings} of which everything may be left out. */
export type LearningOptions = {
  readonly seed?: number;
  readonly learner?: LearnerName;
  readonly batchSize?: number;
  readonly updatesPerBatch?: number;
  readonly effort?: number;
  readonly replay?: Partial<ReplaySettings>;
  readonly network?: Partial<NetworkSettings>;
  readonly optimizer?: Optimizer;
  readonly consolidation?: Partial<ConsolidationSettings>;
};

/** One network's. */
const NETWORK_OPTIMIZER = adam({ learningRate: 0.001 });

/** The networks of a mixture shrink their weights a little: what is noise is forgotten (Loshchilov and Hutter 2019). */
const MIXTURE_OPTIMIZER = adamw({ learningRate: 0.001, weightDecay: 0.1 });

const COMMON = {
  seed: 42,
  effort: 1,
  batchSize: 32,
  network: { hidden: [64, 64], maxNeurons: null, prune: null },
  consolidation: { trigger: { when: 'examples', every: 1000 }, method: 'none', strength: 0.5 },
} as const;

/** What is used where nothing else is said, for a curriculum. */
export const CURRICULUM_DEFAULTS: LearningSettings = {
  ...COMMON,
  learner: 'network',
  optimizer: NETWORK_OPTIMIZER,
  updatesPerBatch: 4,
  replay: { capacity: 10_000, ratio: 0.5, strategy: 'mixed', priorityAlpha: 0.6 },
};

/**
 * What is used where nothing else is said, for a table: one new row a step and 31 rehearsed ones, drawn evenly, in two
 * updates. Tables of people's own are short beside the curriculum, so each row is worth more work.
 */
export const TABLE_DEFAULTS: LearningSettings = {
  ...COMMON,
  learner: 'mixture',
  optimizer: MIXTURE_OPTIMIZER,
  updatesPerBatch: 2,
  replay: { capacity: 10_000, ratio: 0.96875, strategy: 'uniform', priorityAlpha: 0.6 },
};

/** The names of the options that say how to learn. */
export const LEARNING_OPTIONS: OptionNames<LearningOptions> = {
  seed: true,
  learner: true,
  batchSize: true,
  updatesPerBatch: true,
  effort: true,
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
  const { learner = isOfOneNetwork(options) ? 'network' : defaults.learner } = options;
  const settings: LearningSettings = {
    seed: options.seed ?? defaults.seed,
    learner,
    batchSize: options.batchSize ?? defaults.batchSize,
    updatesPerBatch: options.updatesPerBatch ?? defaults.updatesPerBatch,
    optimizer: options.optimizer ?? (learner === 'mixture' ? MIXTURE_OPTIMIZER : NETWORK_OPTIMIZER),
    effort: options.effort ?? defaults.effort,
    replay: { ...defaults.replay, ...replay },
    network: { ...defaults.network, ...network },
    consolidation: { ...defaults.consolidation, ...consolidation },
  };
  check.seed(settings.seed);
  check.oneOf('learner', learner, ['network', 'mixture']);
  check.wholeNumber('batchSize', settings.batchSize, { min: 1, max: 65_536 });
  check.wholeNumber('updatesPerBatch', settings.updatesPerBatch, { min: 1, max: 1000 });
  check.number('effort', settings.effort, { above: 0, max: 1e6 });
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
  if (learner === 'mixture') checkMixture(settings);
  return settings;
}

/** Whether something is asked for that only one network can do. */
function isOfOneNetwork({ replay, consolidation }: LearningOptions): boolean {
  return (replay?.strategy ?? 'uniform') !== 'uniform' || (consolidation?.method ?? 'none') !== 'none';
}

/** Refuses what only one network can do. */
function checkMixture({ replay, consolidation }: LearningSettings): void {
  if (replay.strategy !== 'uniform')
    throw check.error(
      `replay.strategy is "${replay.strategy}", and the networks of a mixture rehearse evenly: give learner "network" for it`,
    );
  if (consolidation.method !== 'none')
    throw check.error(
      `consolidation.method is "${consolidation.method}", which protects one network: give learner "network" for it`,
    );
}
