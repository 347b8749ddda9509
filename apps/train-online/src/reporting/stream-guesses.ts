import type { StreamMetrics } from '@graph/online';

/** What the guesses that need no model are called, and how `StreamMetrics` begins the names of their figures. */
export const GUESSES = {
  accuracy: { 'majority class': 'baseline', 'last class': 'lastClass' },
  mae: { mean: 'baseline', 'last value': 'lastValue' },
} as const;

/** The figure by which a table is judged. */
export function metricOf({ task }: StreamMetrics): keyof typeof GUESSES {
  return task === 'regression' ? 'mae' : 'accuracy';
}
