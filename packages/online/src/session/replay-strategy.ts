import { balanced, mixed, prioritized, recency, type Strategy, uniform } from '@graph/replay';
import type { ReplaySettings } from './learning-settings.js';

/** Every row counts the same in the loss (beta 0): it is a mean over the rows that were really there. */
export const UNWEIGHTED = { beta: 0, normalise: 'none' } as const;

/** Makes the strategy that the settings name. */
export function replayStrategy({ strategy, capacity, priorityAlpha: alpha }: ReplaySettings): Strategy {
  switch (strategy) {
    case 'uniform':
      return uniform();
    case 'prioritized':
      return prioritized({ alpha, ...UNWEIGHTED });
    case 'recency':
      return recency({ halfLife: Math.max(1, capacity / 4) });
    case 'balanced':
      return balanced({ by: 'domains' });
    case 'mixed':
      return mixed(
        [
          { share: 0.5, strategy: prioritized({ alpha, ...UNWEIGHTED }) },
          { share: 0.5, strategy: uniform() },
        ],
        UNWEIGHTED,
      );
  }
}
