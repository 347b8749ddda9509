/** Settings of a whole training run, as plain data: whoever composes learner, memory and scheduler reads them. */
export type Preset = {
  readonly learningRate: number;
  readonly batchSize: number;
  readonly replayCapacity: number;
  readonly replayRatio: number;
  readonly replayStrategy: 'uniform' | 'prioritized' | 'balanced';
  /** Exponent of the priorities; null where the strategy has none. */
  readonly priorityAlpha: number | null;
  /** Examples between two consolidations. */
  readonly consolidationInterval: number;
  readonly consolidation: 'none' | 'ewc';
  /** The strength (lambda) of the penalty; 0 where there is none. */
  readonly consolidationStrength: number;
};

/** The names of the presets. */
export type PresetName = 'fast' | 'stable' | 'prioritized' | 'balanced';

/**
 * Four starting points: `fast` learns quickly and remembers little, `stable` learns slowly, rehearses most and protects
 * what it knows, `prioritized` rehearses what it gets wrong, `balanced` gives every domain its share.
 */
export const presets: { readonly [name in PresetName]: Preset } = {
  fast: {
    learningRate: 0.01,
    batchSize: 16,
    replayCapacity: 1000,
    replayRatio: 0.2,
    replayStrategy: 'uniform',
    priorityAlpha: null,
    consolidationInterval: 500,
    consolidation: 'none',
    consolidationStrength: 0,
  },
  stable: {
    learningRate: 0.0001,
    batchSize: 64,
    replayCapacity: 50_000,
    replayRatio: 0.7,
    replayStrategy: 'prioritized',
    priorityAlpha: 0.8,
    consolidationInterval: 5000,
    consolidation: 'ewc',
    consolidationStrength: 0.5,
  },
  prioritized: {
    learningRate: 0.001,
    batchSize: 32,
    replayCapacity: 20_000,
    replayRatio: 0.6,
    replayStrategy: 'prioritized',
    priorityAlpha: 1,
    consolidationInterval: 2000,
    consolidation: 'none',
    consolidationStrength: 0,
  },
  balanced: {
    learningRate: 0.001,
    batchSize: 32,
    replayCapacity: 15_000,
    replayRatio: 0.5,
    replayStrategy: 'balanced',
    priorityAlpha: 0.5,
    consolidationInterval: 1500,
    consolidation: 'none',
    consolidationStrength: 0,
  },
};
