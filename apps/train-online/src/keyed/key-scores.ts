import { digest } from '@graph/checkpoint';
import { unpackState } from '@graph/keyed';
import type { StreamMetrics } from '@graph/online';
import { GUESSES, metricOf } from '../reporting/stream-guesses.js';
import { readKey } from './key-learners.js';
import type { KeyedGroup } from './keyed-group.js';

/** Keys whose states are read at once. */
const PAGE = 200;

/** One key as it is committed. */
export type KeyScore = {
  readonly key: string;
  /** Rows that it has learned from. */
  readonly rows: number;
  /** Events that could not be used. */
  readonly refused: number;
  /** How well they were predicted before that, by `metric`; null before the second. */
  readonly score: number | null;
  readonly metric: string;
  /** How well guesses do that need no model, by name. */
  readonly guesses: Readonly<Record<string, number | null>>;
  readonly isSetAside: boolean;
  /** Of what is stored: what `verify` compares. */
  readonly digest: string;
  /** Of the model's state alone. */
  readonly stateDigest: string;
};

/** Reads all keys of a group, partition by partition. */
export async function* keyScores({ table, factory, settings }: KeyedGroup): AsyncGenerator<KeyScore> {
  for (let partition = 0; partition < table.partitions; partition += 1)
    for (let after: string | undefined; ; ) {
      const keys = await table.keys(partition, after, PAGE);
      const states = await table.load(partition, keys);
      for (const [key, packed] of states) {
        const { quarantined, state } = unpackState(factory.layout, packed);
        const { examples, refused, report, stateDigest } = readKey(settings, state);
        const { metric, value, guesses } = scoreOf(report);
        yield {
          key,
          rows: examples,
          refused,
          score: value,
          metric,
          guesses,
          isSetAside: quarantined,
          digest: digest({ bytes: packed }),
          stateDigest,
        };
      }
      if (keys.length < PAGE) break;
      after = keys.at(-1);
    }
}

/** The figure that a report is summed up by, of the first of several targets, and that of guesses. */
export function scoreOf(report: StreamMetrics): {
  readonly metric: 'mae' | 'accuracy';
  readonly value: number | null;
  readonly guesses: Readonly<Record<string, number | null>>;
} {
  const metric = metricOf(report);
  const figures: Readonly<Record<string, unknown>> = report.targets?.[0] ?? report;
  const figure = (name: string): number | null => {
    const value = figures[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  const ending = metric === 'mae' ? 'Mae' : 'Accuracy';
  const guesses = Object.entries(GUESSES[metric]).map(([name, key]) => [name, figure(`${key}${ending}`)]);
  return { metric, value: figure(metric), guesses: Object.fromEntries(guesses) };
}
