import type { MadeRow } from '../generated-table.js';
import { type Choices, type Format, Table } from './world.js';

/** What is simulated: settings, data, and how much of it. */
export type Plan = {
  readonly flags: Readonly<Record<string, string>>;
  readonly table: Table | undefined;
  readonly examples: number;
  /** Steps that all of it takes, about. */
  readonly steps: number;
};

/**
 * Draws what is learned, and how. Few rows and few saves, so that there can be many runs: what disturbs a run does so as
 * well at its twentieth row as at its thousandth.
 */
export function planOf(choices: Choices, seed: number): Plan {
  const isMixture = choices.oneIn(24);
  const batch = choices.one([1, 5, 8, 16]);
  const flags: Record<string, string> = {
    seed: String(seed),
    hidden: choices.one(['3', '4,3']),
    'batch-size': String(batch),
    'replay-ratio': choices.one(['0', '0.5', '0.75']),
    'updates-per-batch': choices.one(['1', '2']),
    'replay-strategy': isMixture
      ? 'uniform'
      : choices.one(['uniform', 'prioritized', 'recency', 'mixed', 'balanced']),
    'replay-capacity': String(choices.one([7, 40, 300])),
    'consolidation-interval': String(choices.whole(10, 60)),
    consolidate: isMixture ? 'none' : choices.one(['none', 'none', 'ewc', 'online-ewc', 'si', 'mas']),
    optimizer: choices.one(['adam', 'sgd']),
  };
  if (choices.oneIn(3)) flags['grow'] = '12';
  if (choices.oneIn(3)) Object.assign(flags, { prune: '0.4', 'prune-over': choices.one(['20', '60']) });
  // Predicting thousands of held-out rows costs more than all else.
  if (!isMixture && choices.oneIn(16)) {
    const examples = choices.whole(20, 60);
    return {
      flags: { ...flags, ...curriculumFlags(choices) },
      table: undefined,
      examples,
      steps: Math.ceil(examples / batch),
    };
  }
  const rows = isMixture ? choices.whole(15, 30) : choices.whole(15, choices.one([25, 25, 70]));
  const format = choices.one<Format>(['csv', 'csv', 'jsonl', 'parquet', 'objects']);
  const canBeBad = format === 'csv' || format === 'jsonl';
  const badRows = canBeBad && choices.oneIn(2) ? [choices.whole(11, rows - 1)] : [];
  const target = choices.one<keyof MadeRow>(['amount', 'flag', 'kind']);
  // What is saved is the larger the more columns there are.
  const columns = choices.one<readonly (keyof MadeRow)[]>([['x'], ['x', 'colour'], ['x', 'y', 'colour']]);
  Object.assign(flags, {
    data: 'table',
    ...(isMixture ? { learner: 'mixture', effort: '0.01' } : { learner: 'network' }),
    target,
    'infer-rows': '10',
    'on-drift': choices.one(['adapt', 'report', 'ignore']),
    'label-delay': String(choices.one([0, 0, 1, 7, 30, 1000])),
    'on-bad-row': 'skip',
  });
  const examples = rows - badRows.length;
  return {
    flags,
    table: new Table({ format, rows, badRows, seed, columns: [...columns, target] }),
    examples,
    steps: Math.ceil(examples / batch),
  };
}

function curriculumFlags(choices: Choices): Record<string, string> {
  return {
    'examples-per-level': String(choices.whole(10, 40)),
    order: choices.one(['curriculum', 'shuffled']),
    ...(choices.oneIn(2) ? { 'allow-regression': 'true', 'regression-loss': '0.2' } : {}),
  };
}
