/** The named sets of settings of `--preset`, by flag name: they are about one network. */
export const presets: { readonly [preset: string]: { readonly [flag: string]: string } } = {
  fast: {
    lr: '0.01',
    'batch-size': '16',
    'replay-capacity': '1000',
    'replay-ratio': '0.2',
    'consolidation-interval': '500',
    'replay-strategy': 'uniform',
  },
  stable: {
    lr: '0.0001',
    'batch-size': '64',
    'replay-capacity': '50000',
    'replay-ratio': '0.7',
    'consolidation-interval': '5000',
    'replay-strategy': 'prioritized',
    'priority-alpha': '0.8',
    consolidate: 'ewc',
    'ewc-lambda': '0.5',
  },
  prioritized: {
    lr: '0.001',
    'batch-size': '32',
    'replay-capacity': '20000',
    'replay-ratio': '0.6',
    'consolidation-interval': '2000',
    'replay-strategy': 'prioritized',
    'priority-alpha': '1',
  },
  balanced: {
    lr: '0.001',
    'batch-size': '32',
    'replay-capacity': '15000',
    'replay-ratio': '0.5',
    'consolidation-interval': '1500',
    'replay-strategy': 'balanced',
    'priority-alpha': '0.5',
  },
};

/**
 * What stands in for the defaults with `--data`: one new row a step and 31 rehearsed ones, drawn evenly, in two updates.
 * Streams of people's own are short beside the curriculum, so each row is worth more work. docs/decisions says what was measured.
 */
export const ownStreamDefaults: { readonly [flag: string]: string } = {
  'replay-ratio': '0.96875',
  'updates-per-batch': '2',
  'replay-strategy': 'uniform',
};

/** What stands in for the defaults of the networks of a mixture: they shrink their weights, so that noise is forgotten. */
export const mixtureDefaults: { readonly [flag: string]: string } = { optimizer: 'adamw' };
