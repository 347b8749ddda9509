import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Method } from '../method.js';

/** Options of {@link darkExperienceReplay}. */
export type DarkExperienceReplayOptions = {
  /** Weight of the stored logits, > 0. Default 0.5. */
  readonly alpha?: number;
  /** Weight of the labels of other rehearsed rows, ≥ 0: DER if it is 0, else DER++. Default 0.5. */
  readonly beta?: number;
};

const NAMES: OptionNames<DarkExperienceReplayOptions> = { alpha: true, beta: true };

/**
 * Dark experience replay: rehearsed rows are held to the logits that the network gave when they were new, and with `beta`
 * to their labels too. Buzzega, Boschini, Porrello, Abati and Calderara, "Dark Experience for General Continual Learning: a
 * Strong, Simple Baseline" (NeurIPS 2020), equations 5 and 6.
 *
 * @throws MethodsError `OPTION`
 */
export function darkExperienceReplay(options: DarkExperienceReplayOptions = {}): Method {
  check.names('darkExperienceReplay', options, NAMES);
  const { alpha = 0.5, beta = 0.5 } = options;
  check.number('alpha of darkExperienceReplay', alpha, { above: 0, below: Number.POSITIVE_INFINITY });
  check.number('beta of darkExperienceReplay', beta, { min: 0, below: Number.POSITIVE_INFINITY });
  return {
    kind: beta === 0 ? 'der' : 'der++',
    options: { alpha, beta },
    begin: (work) => ({
      learn() {
        const terms = [work.fresh.ofLabels(), work.recall().ofLogits(alpha)];
        const loss = work.step(beta === 0 ? terms : [...terms, work.recall().ofLabels(beta)]);
        work.remember();
        return loss;
      },
    }),
  };
}
