import { type OptionNames, Random } from '@graph/core';
import { Network } from '@graph/learner';
import { balancedReservoir } from '@graph/replay';
import { check } from '../check.js';
import { trainOn } from '../learner/train-on.js';
import type { Method } from '../method.js';

/** Options of {@link gdumb}. */
export type GdumbOptions = {
  /** Passes over the memory when it is asked, a whole number ≥ 1. Default 30. */
  readonly passes?: number;
  /** Rows of a step, a whole number ≥ 1. Default 16. */
  readonly batchSize?: number;
};

const NAMES: OptionNames<GdumbOptions> = { passes: true, batchSize: true };

/**
 * Only remembers, balanced by class; when it is asked, it trains a new network on the memory, at a learning rate that falls
 * in a line to a hundredth. Prabhu, Torr and Dokania, "GDumb: A Simple Approach that Questions Our Progress in Continual
 * Learning" (ECCV 2020); rows leave as Chrysakis and Moens (ICML 2020) have it, so that those of a class are a fair sample.
 *
 * @throws MethodsError `OPTION`
 */
export function gdumb(options: GdumbOptions = {}): Method {
  check.names('gdumb', options, NAMES);
  const { passes = 30, batchSize = 16 } = options;
  check.wholeNumber('passes of gdumb', passes, { min: 1 });
  check.wholeNumber('batchSize of gdumb', batchSize, { min: 1 });
  return {
    kind: 'gdumb',
    options: { passes, batchSize },
    eviction: balancedReservoir({ by: 'labels' }),
    begin(work) {
      let trained: Network | undefined;
      return {
        learn() {
          work.remember();
          trained = undefined;
          return Number.NaN;
        },
        predict(inputs, rows, out) {
          // The learner's own network stays as it was made: every answer begins from it.
          trained ??= trainOn(Network.from(work.network.state()), work.everything(), {
            passes,
            batchSize,
            random: Random.fromSeed(work.learned, 'gdumb'),
          });
          trained.predict(inputs, { rows, out });
        },
      };
    },
  };
}
