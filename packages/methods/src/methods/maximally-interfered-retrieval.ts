import type { OptionNames } from '@graph/core';
import { ParameterSnapshot } from '@graph/learner';
import { check } from '../check.js';
import type { Method } from '../method.js';

/** Options of {@link maximallyInterferedRetrieval}. */
export type MaximallyInterferedRetrievalOptions = {
  /** Remembered rows to choose from, a whole number ≥ 1. Default 50. */
  readonly candidates?: number;
};

const NAMES: OptionNames<MaximallyInterferedRetrievalOptions> = { candidates: true };

/**
 * Rehearses those of some candidates whose loss a step on the new rows alone would raise most. Aljundi et al., "Online
 * Continual Learning with Maximally Interfered Retrieval" (NeurIPS 2019), criterion MI-1. That step is taken, looked at and
 * undone in place; the gradient of the new rows serves for the real step too.
 *
 * @throws MethodsError `OPTION`
 */
export function maximallyInterferedRetrieval(options: MaximallyInterferedRetrievalOptions = {}): Method {
  check.names('maximallyInterferedRetrieval', options, NAMES);
  const { candidates = 50 } = options;
  check.wholeNumber('candidates of maximallyInterferedRetrieval', candidates, { min: 1 });
  const scores = new Float32Array(candidates);
  const before = new Float32Array(candidates);
  return {
    kind: 'mir',
    options: { candidates },
    begin(work) {
      const { manual } = work.network;
      const snapshot = new ParameterSnapshot();
      return {
        learn() {
          const drawn = work.recall(candidates);
          manual.losses(drawn, before);
          manual.snapshot(snapshot);
          let loss = work.step([work.fresh.ofLabels()]);
          if (drawn.size > 0) {
            manual.losses(drawn, scores);
            manual.restore(snapshot);
            for (let row = 0; row < drawn.size; row += 1) scores[row] = scores[row]! - before[row]!;
            const hurt = work.room(work.rehearsedRows).takeHighest(drawn, scores, work.rehearsedRows);
            loss += work.step([hurt.ofLabels()], true);
          }
          work.remember();
          return loss;
        },
      };
    },
  };
}
