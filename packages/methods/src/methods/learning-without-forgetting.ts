import { ndArray, type OptionNames, StateReader } from '@graph/core';
import { Network, softmaxCrossEntropy } from '@graph/learner';
import { check } from '../check.js';
import { MethodsError } from '../errors.js';
import type { Method } from '../method.js';

/** Options of {@link learningWithoutForgetting}. */
export type LearningWithoutForgettingOptions = {
  /** Weight of what the network said before the task, > 0. Default 1. */
  readonly alpha?: number;
  /** What logits are divided by, > 0. Default 2. */
  readonly temperature?: number;
};

const NAMES: OptionNames<LearningWithoutForgettingOptions> = { alpha: true, temperature: true };

/**
 * Remembers no rows: holds the network, on the new rows, to what it said of the classes before this task. It has to be told
 * of tasks. Li and Hoiem, "Learning without Forgetting" (ECCV 2016), equation 3 as a cross-entropy of softened outputs.
 *
 * @throws MethodsError `OPTION`
 */
export function learningWithoutForgetting(options: LearningWithoutForgettingOptions = {}): Method {
  check.names('learningWithoutForgetting', options, NAMES);
  const { alpha = 1, temperature = 2 } = options;
  check.number('alpha of learningWithoutForgetting', alpha, { above: 0, below: Number.POSITIVE_INFINITY });
  check.number('temperature of learningWithoutForgetting', temperature, { above: 0, max: 100 });
  return {
    kind: 'lwf',
    options: { alpha, temperature },
    begin(work, saved) {
      const reader = saved === null ? undefined : new StateReader(saved, 'lwf', MethodsError);
      let teacher = reader?.has('teacher') ? reader.restore('teacher', Network.from) : undefined;
      const classes = reader?.array('classes', Uint8Array, work.classes) ?? new Uint8Array(work.classes);
      const { maxBatch } = work.network;
      const out = ndArray(new Float32Array(maxBatch * work.classes), [maxBatch, work.classes]);
      const said = { loss: softmaxCrossEntropy(), targets: out.data, targetLogits: true, weight: alpha };
      return {
        learn() {
          const { fresh } = work;
          if (work.isNewTask) {
            teacher = Network.from(work.network.state());
            classes.set(work.seenBefore);
          }
          teacher?.predict(fresh.inputs, { rows: fresh.size, raw: true, out });
          const labels = fresh.ofLabels(1, work.seen);
          return work.step(
            teacher ? [labels, { group: fresh, term: { ...said, temperature, classes } }] : [labels],
          );
        },
        state: () => ({ teacher: teacher?.state() ?? null, classes: classes.slice() }),
      };
    },
  };
}
