import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Method } from '../method.js';

/** Options of {@link experienceReplay}. */
export type ExperienceReplayOptions = {
  /**
   * `'joint'`: the mean over new and rehearsed rows together (Buzzega et al. 2020); `'sum'`: the mean over the new ones plus
   * the mean over the rehearsed ones (Aljundi et al. 2019). Default joint.
   */
  readonly loss?: 'joint' | 'sum';
};

const NAMES: OptionNames<ExperienceReplayOptions> = { loss: true };

/**
 * Experience replay: each step is on new rows and on remembered ones. Chaudhry et al., "On Tiny Episodic Memories in
 * Continual Learning" (2019); Robins, "Catastrophic Forgetting, Rehearsal and Pseudorehearsal" (1995).
 *
 * @throws MethodsError `OPTION`
 */
export function experienceReplay(options: ExperienceReplayOptions = {}): Method {
  check.names('experienceReplay', options, NAMES);
  const { loss = 'joint' } = options;
  check.oneOf('loss of experienceReplay', loss, ['joint', 'sum']);
  return {
    kind: 'er',
    options: { loss },
    begin: (work) => ({
      learn() {
        const [fresh, old] = [work.fresh, work.recall()];
        const share = loss === 'sum' ? 1 : fresh.size / (fresh.size + old.size);
        const value = work.step([fresh.ofLabels(share), old.ofLabels(loss === 'sum' ? 1 : 1 - share)]);
        work.remember();
        return value;
      },
    }),
  };
}
