import type { OptionNames } from '@graph/core';
import { balancedReservoir } from '@graph/replay';
import { check } from '../check.js';
import { LastHidden } from '../learner/last-hidden.js';
import { MeansByClass } from '../learner/means-by-class.js';
import type { Method } from '../method.js';
import { experienceReplay } from './experience-replay.js';

/** Options of {@link classMeans}. */
export type ClassMeansOptions = {
  /** How the network learns. Default `experienceReplay()`. */
  readonly train?: Method;
};

const NAMES: OptionNames<ClassMeansOptions> = { train: true };

/**
 * Answers with the class whose remembered rows are nearest on average in the last hidden layer, not with the outputs, which
 * lean to the newest classes. Rebuffi, Kolesnikov, Sperl and Lampert, "iCaRL: Incremental Classifier and Representation
 * Learning" (CVPR 2017), algorithm 1; rows are remembered by a balanced reservoir, not by herding, as in De Lange and
 * Tuytelaars, "Continual Prototype Evolution" (ICCV 2021).
 *
 * @throws MethodsError `OPTION`
 */
export function classMeans(options: ClassMeansOptions = {}): Method {
  check.names('classMeans', options, NAMES);
  const { train = experienceReplay() } = options;
  return {
    kind: 'class-means',
    options: { train: { kind: train.kind, options: train.options } },
    eviction: train.eviction ?? balancedReservoir({ by: 'labels' }),
    begin(work, saved) {
      const inner = train.begin(work, saved);
      const hidden = new LastHidden(work.network);
      let means: MeansByClass | undefined;
      return {
        ...inner,
        learn() {
          means = undefined;
          return inner.learn();
        },
        predict(inputs, rows, out) {
          means ??= new MeansByClass(work.everything(), hidden);
          means.score(hidden.of(inputs, rows), rows, out);
        },
      };
    },
  };
}
