import { Curriculum, type CurriculumOptions, type CurriculumState } from '@graph/curriculum';
import { type Loss, meanSquaredError } from '@graph/learner';
import type { TrainSettings } from '../settings/train-settings.js';
import type { Course, CourseReport, Predictor } from './course.js';
import { measureHeldOut } from './held-out.js';
import { Retention } from './retention.js';
import type { Batch, LevelChange, StateTree } from './shapes.js';

/** Rows of each held-out set: enough that R² is known within a hundredth or so. */
const HELD_OUT_ROWS = 512;

/** The standard curriculum, which never ends, and what of it is retained. */
export class CurriculumCourse implements Course {
  readonly loss: Loss = meanSquaredError();
  readonly ended = false;
  readonly #curriculum: Curriculum;
  readonly #retention: Retention;
  readonly #firstLevel: number;
  readonly #lastLevel: number;
  /** Levels as they stand with the run's last rows learned; made by `report`. */
  #trainedLevels: readonly number[] = [];

  constructor(settings: TrainSettings, state?: StateTree) {
    const options: CurriculumOptions = {
      seed: settings.seed,
      order: settings.order as 'curriculum' | 'shuffled',
      startLevel: settings['start-level'],
      maxLevel: settings['max-level'],
      examplesPerLevel: settings['examples-per-level'],
      allowRegression: settings['allow-regression'],
      heldOutRows: HELD_OUT_ROWS,
      ...(settings['advance-loss'] === undefined ? {} : { advanceLoss: settings['advance-loss'] }),
      ...(settings['regression-loss'] === undefined ? {} : { regressionLoss: settings['regression-loss'] }),
    };
    const saved = state?.['curriculum'] as CurriculumState | undefined;
    this.#curriculum = saved === undefined ? new Curriculum(options) : Curriculum.from(saved, options);
    this.#retention = state === undefined ? new Retention() : Retention.from(state['retention'] as StateTree);
    this.#firstLevel = settings['start-level'];
    this.#lastLevel = settings['max-level'];
  }

  get inputWidth(): number {
    return this.#curriculum.inputWidth;
  }

  get targetWidth(): number {
    return this.#curriculum.targetWidth;
  }

  get domains(): readonly string[] {
    return this.#curriculum.domains;
  }

  get trainedLevels(): readonly number[] {
    return this.#trainedLevels;
  }

  fill(batch: Batch, count: number): number {
    return this.#curriculum.fill(batch, count);
  }

  beforeStep(): void {}

  afterStep(loss: number, rows: number, predictor: Predictor): LevelChange | undefined {
    const change = this.#curriculum.observe(loss, rows);
    if (change !== undefined)
      this.#retention.record(
        change.from,
        measureHeldOut(predictor, this.#curriculum).map(({ r2 }) => r2),
      );
    return change;
  }

  report(predictor: Predictor): CourseReport {
    const heldOut = measureHeldOut(predictor, this.#curriculum);
    const examples = this.#curriculum.examplesByLevel;
    const retention = this.#retention.copy();
    const r2 = heldOut.map((level) => level.r2);
    // The level at hand is over for this report; a run that goes on measures it again at its end.
    for (const level of this.#levelsAtHand()) retention.record(level, r2);
    this.#trainedLevels = retention.levels;
    const { matrix, averageR2, forgetting } = retention;
    return {
      levels: this.#curriculum.levels.map(({ name, domain }, index) => ({
        level: index + 1,
        name,
        domain,
        examples: examples[index]!,
        heldOut: heldOut[index]!,
      })),
      retention: { matrix, averageR2, forgetting },
    };
  }

  score({ levels = [] }: CourseReport): number {
    const r2 = levels.slice(this.#firstLevel - 1, this.#lastLevel).map(({ heldOut }) => heldOut.r2);
    return r2.reduce((sum, value) => sum + value, 0) / r2.length;
  }

  detail(): string {
    const { level, levels } = this.#curriculum;
    return `level ${level} ${levels[level - 1]!.name}`;
  }

  state(): StateTree {
    return {
      curriculum: this.#curriculum.state() as unknown as StateTree,
      retention: this.#retention.state(),
    };
  }

  /** In a curriculum the present level; in a shuffled stream all that have been met, since none of them ever ends. */
  #levelsAtHand(): number[] {
    const { level, examplesByLevel } = this.#curriculum;
    const met = [...examplesByLevel.keys()]
      .map((index) => index + 1)
      .filter((at) => examplesByLevel[at - 1]! > 0);
    return this.#isShuffled ? met : met.filter((at) => at === level);
  }

  get #isShuffled(): boolean {
    return this.#curriculum.state().order === 'shuffled';
  }
}
