import { type OptionNames, StateReader } from '@graph/core';
import type { Network } from '@graph/learner';
import { check } from '../check.js';
import { MethodsError } from '../errors.js';
import { copyWith } from '../learner/copy-with.js';
import type { Method } from '../method.js';
import { experienceReplay } from './experience-replay.js';

/** Options of {@link averagedWeights}. */
export type AveragedWeightsOptions = {
  /** How the network learns. Default `experienceReplay()`. */
  readonly train?: Method;
  /** What stays of the average in each step, 0 ≤ decay < 1; the first steps count more. Default 0.99. */
  readonly decay?: number;
};

const NAMES: OptionNames<AveragedWeightsOptions> = { train: true, decay: true };

/**
 * Answers with a running average of the weights, and learns as `train`: each task pulls the weights its own way, and the
 * average evens it out. Soutif-Cormerais, Carta and van de Weijer, "Improving Online Continual Learning Performance and
 * Stability with Temporal Ensembles" (CoLLAs 2023); Polyak and Juditsky (1992).
 *
 * @throws MethodsError `OPTION`
 */
export function averagedWeights(options: AveragedWeightsOptions = {}): Method {
  check.names('averagedWeights', options, NAMES);
  const { train = experienceReplay(), decay = 0.99 } = options;
  check.number('decay of averagedWeights', decay, { min: 0, below: 1 });
  return {
    kind: 'averaged-weights',
    options: { train: { kind: train.kind, options: train.options }, decay },
    ...(train.eviction && { eviction: train.eviction }),
    begin(work, saved) {
      const { manual } = work.network;
      const reader = saved === null ? undefined : new StateReader(saved, 'averaged-weights', MethodsError);
      const inner = train.begin(work, reader?.has('train') ? reader.tree('train') : null);
      const now = manual.parameters();
      const mean = reader?.array('mean', Float32Array, now.length) ?? now.slice();
      let answering: Network | undefined;
      return {
        learn() {
          const loss = inner.learn();
          manual.parameters(now);
          const kept = Math.min(decay, (work.learned + 1) / (work.learned + 10));
          for (let at = 0; at < now.length; at += 1) mean[at] = kept * mean[at]! + (1 - kept) * now[at]!;
          answering = undefined;
          return loss;
        },
        predict(inputs, rows, out) {
          answering ??= copyWith(work.network, mean);
          answering.predict(inputs, { rows, out });
        },
        state: () => ({ mean: mean.slice(), train: inner.state?.() ?? null }),
      };
    },
  };
}
