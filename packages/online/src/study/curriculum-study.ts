import type { Level } from '@graph/curriculum';
import { check } from '../check.js';
import { createSession } from '../session/create-session.js';
import { CurriculumStream } from '../session/curriculum-stream.js';
import { CURRICULUM_DEFAULTS, type LearningOptions, learningSettings } from '../session/learning-settings.js';
import type { CurriculumPolicy } from './curriculum-policies.js';

/** What {@link curriculumStudy} runs. */
export type CurriculumStudyOptions = {
  /** One run for each of them and each seed. */
  readonly policies: readonly CurriculumPolicy[];
  /** Safe integers. */
  readonly seeds: readonly number[];
  /** New examples of each run, a whole number ≥ 1. */
  readonly examples: number;
  /** Levels of your own, easiest first; the standard ones when left out. */
  readonly levels?: readonly Level[];
  /** How it is learned; as the command learns a curriculum when left out. */
  readonly learning?: Omit<LearningOptions, 'seed' | 'learner'>;
  /** The CPU time so far, in seconds, to tell what a run costs; 0 for all when left out. */
  readonly cpuSeconds?: () => number;
};

/** A finished run of a study. */
export type CurriculumCell = {
  readonly policy: string;
  readonly seed: number;
  /** Held-out R² on each level at the end. */
  readonly r2: readonly number[];
  /** Their mean. */
  readonly average: number;
  /** New examples of each level. */
  readonly examples: readonly number[];
  readonly cpuSeconds: number;
};

/**
 * Learns a curriculum under each policy with each seed, and measures what is known of every level at the end. One run at a time:
 * take the next cell when you want it.
 *
 * @throws OnlineError `OPTION` if an option is out of its range.
 */
export function* curriculumStudy(options: CurriculumStudyOptions): Generator<CurriculumCell, void> {
  const { policies, seeds, examples, levels, learning = {}, cpuSeconds = () => 0 } = options;
  check.wholeNumber('examples', examples, { min: 1 });
  for (const { name, settings } of policies)
    for (const seed of seeds) {
      const before = cpuSeconds();
      const learned = learningSettings({ ...learning, seed, learner: 'network' }, CURRICULUM_DEFAULTS);
      const stream = new CurriculumStream({
        ...settings,
        ...(levels === undefined ? {} : { levels }),
        batchSize: learned.batchSize,
        seed,
      });
      const session = createSession(stream, learned);
      while (session.examples < examples) {
        // A curriculum does not wait for rows.
        void session.fill(examples - session.examples);
        if (session.isStepDue) session.step();
        session.consolidateIfDue();
      }
      const report = stream.report(session.learner.network, { isFinal: true }).levels!;
      const r2 = report.map(({ heldOut }) => heldOut.r2);
      yield {
        policy: name,
        seed,
        r2,
        average: r2.reduce((sum, value) => sum + value, 0) / r2.length,
        examples: report.map((level) => level.examples),
        cpuSeconds: cpuSeconds() - before,
      };
    }
}
