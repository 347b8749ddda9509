import type { CurriculumStreamSettings } from '../session/curriculum-stream.js';
import { WHEN_FINISHED, type WhenFinished } from '../session/level-choice.js';

/** What a study compares: a name for people, and settings of a `CurriculumStream`. */
export type CurriculumPolicy = {
  readonly name: string;
  readonly settings: Omit<CurriculumStreamSettings, 'batchSize' | 'seed' | 'levels'>;
};

/** What each name of {@link CURRICULUM_POLICIES} is. */
const ORDERS = ['all-shuffled', 'even'] as const;

/** The name of a policy that a study knows. */
export type CurriculumPolicyName = WhenFinished | (typeof ORDERS)[number];

/**
 * The names: level after level and then what `whenFinished` says; `all-shuffled`, all levels mixed from the start; `even`, level
 * after level with the examples shared evenly.
 */
export const CURRICULUM_POLICIES: readonly CurriculumPolicyName[] = [...WHEN_FINISHED, ...ORDERS];

/** Returns the policy of that name for a run of so many examples over so many levels. */
export function curriculumPolicy(
  name: CurriculumPolicyName,
  examples: number,
  levels: number,
): CurriculumPolicy {
  switch (name) {
    case 'all-shuffled':
      return { name, settings: { order: 'shuffled' } };
    case 'even':
      return {
        name,
        settings: { examplesPerLevel: Math.max(1, Math.floor(examples / levels)), whenFinished: 'last' },
      };
    default:
      return { name, settings: { whenFinished: name } };
  }
}
