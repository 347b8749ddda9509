import type { StreamMetrics } from '@graph/online';

/** What the guesses that need no model are called, and how `StreamMetrics` begins the names of their figures. */
export const GUESSES = {
  accuracy: { 'majority class': 'baseline', 'last class': 'lastClass' },
  mae: { mean: 'baseline', 'last value': 'lastValue' },
} as const;

/** What each of them does, as a sentence says it. */
export const TOLD: Readonly<Record<string, string>> = {
  'majority class': 'always saying the commonest class',
  'last class': 'repeating the last label',
  mean: 'always saying the mean',
  'last value': 'repeating the last number',
};

/** The figure by which a table is judged. */
export function metricOf({ task }: StreamMetrics): keyof typeof GUESSES {
  return task === 'regression' ? 'mae' : 'accuracy';
}
