import { balanced, mixed, prioritized, recency, type Strategy, uniform } from '@graph/replay';
import type { TrainSettings } from '../settings/train-settings.js';

/** Every row counts the same in the loss (beta 0): it is a mean over the rows that were really there. */
export const unweighted = { beta: 0, normalise: 'none' } as const;

/** The strategy that `--replay-strategy` names. */
export function strategyOf(settings: TrainSettings): Strategy {
  const alpha = settings['priority-alpha'];
  switch (settings['replay-strategy']) {
    case 'uniform':
      return uniform();
    case 'prioritized':
      return prioritized({ alpha, ...unweighted });
    case 'recency':
      return recency({ halfLife: Math.max(1, settings['replay-capacity'] / 4) });
    case 'balanced':
      return balanced({ by: 'domains' });
    default:
      return mixed(
        [
          { share: 0.5, strategy: prioritized({ alpha, ...unweighted }) },
          { share: 0.5, strategy: uniform() },
        ],
        unweighted,
      );
  }
}
