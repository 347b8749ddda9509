import { Curriculum, type CurriculumOptions, type CurriculumState } from '@graph/curriculum';
import { type Batch, type Loss, meanSquaredError, type RehearsalMemory } from '@graph/learner';
import { balancedFifo, type Eviction } from '@graph/replay';
import type { TrainSettings } from '../settings/train-settings.js';
import { grouped } from '../terminal/format.js';
import { batchState, createBatch, restoreBatch, rowSchema } from './batch.js';
import { BestConstant } from './best-constant.js';
import type { Course, CourseReport, Predictor, RowMemory } from './course.js';
import { measureHeldOut } from './held-out.js';
import { Retention } from './retention.js';
import type { LevelChange, StateTree } from './shapes.js';

/** Rows of each held-out set for what is reported: enough that R² is known within a hundredth or so. */
const HELD_OUT_ROWS = 1024;

/** Rows of each that a checkpoint on the way is measured on: enough to say which is the best. */
const HELD_OUT_ROWS_ON_THE_WAY = 64;

/** The standard curriculum, which never ends, and what of it is retained. */
export class CurriculumCourse implements Course {
  readonly loss: Loss = meanSquaredError();
  readonly outputActivation = 'linear';
  readonly ended = false;
  /**
   * Every level keeps its share: first in, first out would leave nothing but the last level after 10,000 rows of it.
   * A reservoir would do that too, but scatter its changes over all of the memory, and every checkpoint pays for them.
   */
  readonly eviction: Eviction = balancedFifo({ by: 'levels' });
  readonly memorySchema: ReturnType<typeof rowSchema>;
  readonly #curriculum: Curriculum;
  readonly #retention: Retention;
  readonly #pending: Batch;
  readonly #bestConstant: BestConstant;
  readonly #settings: TrainSettings;

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
    const { inputWidth, targetWidth } = this.#curriculum;
    this.memorySchema = rowSchema(inputWidth, targetWidth);
    this.#pending = createBatch(settings['batch-size'], inputWidth, targetWidth);
    if (state !== undefined) restoreBatch(this.#pending, state['pending'] as StateTree);
    this.#bestConstant =
      state === undefined
        ? new BestConstant(targetWidth)
        : BestConstant.from(state['bestConstant'] as StateTree);
    this.#settings = settings;
  }

  get inputWidth(): number {
    return this.#curriculum.inputWidth;
  }

  get outputWidth(): number {
    return this.#curriculum.targetWidth;
  }

  get domains(): readonly string[] {
    return this.#curriculum.domains;
  }

  get pendingRows(): number {
    return this.#pending.size;
  }

  get baselineLoss(): number | null {
    return this.#bestConstant.meanSquaredError;
  }

  rehearsal(memory: RowMemory): RehearsalMemory {
    return memory as unknown as RehearsalMemory;
  }

  fill(count: number): number {
    return this.#curriculum.fill(this.#pending, count);
  }

  scorePending(): void {}

  take(): Batch {
    this.#bestConstant.add(this.#pending.targets.data, this.#pending.size);
    return this.#pending;
  }

  learned(loss: number, rows: number, predictor: Predictor): LevelChange | undefined {
    this.#pending.size = 0;
    const change = this.#curriculum.observe(loss, rows);
    if (change !== undefined)
      this.#retention.record(
        change.from,
        measureHeldOut(predictor, this.#curriculum, HELD_OUT_ROWS).map(({ r2 }) => r2),
      );
    return change;
  }

  report(predictor: Predictor, { isFinal }: { readonly isFinal: boolean }): CourseReport {
    const heldOut = measureHeldOut(
      predictor,
      this.#curriculum,
      isFinal ? HELD_OUT_ROWS : HELD_OUT_ROWS_ON_THE_WAY,
    );
    const examples = this.#curriculum.examplesByLevel;
    const retention = this.#retention.copy();
    const r2 = heldOut.map((level) => level.r2);
    // The level at hand is over for this report; a run that goes on measures it again at its end.
    for (const level of this.#levelsAtHand()) retention.record(level, r2);
    const { levels: trained, matrix, averageR2, forgetting } = retention;
    return {
      levels: this.#curriculum.levels.map(({ name, domain }, index) => ({
        level: index + 1,
        name,
        domain,
        examples: examples[index]!,
        heldOut: heldOut[index]!,
      })),
      retention: { levels: trained, matrix, averageR2, forgetting },
    };
  }

  score({ levels = [] }: CourseReport): number {
    const r2 = levels
      .slice(this.#settings['start-level'] - 1, this.#settings['max-level'])
      .map(({ heldOut }) => heldOut.r2);
    return r2.reduce((sum, value) => sum + value, 0) / r2.length;
  }

  detail(): string {
    const { level, levels } = this.#curriculum;
    return `level ${level} ${levels[level - 1]!.name}`;
  }

  describe(): readonly string[] {
    const { 'start-level': first, 'max-level': last, order, 'examples-per-level': examples } = this.#settings;
    return [
      `levels ${first} to ${last}, ${order === 'shuffled' ? 'shuffled' : `${grouped(examples)} examples each`}`,
    ];
  }

  state(): StateTree {
    return {
      curriculum: this.#curriculum.state() as unknown as StateTree,
      retention: this.#retention.state(),
      pending: batchState(this.#pending),
      bestConstant: this.#bestConstant.state(),
    };
  }

  async close(): Promise<void> {}

  /** In a curriculum the present level; in a shuffled stream all that have been met, since none of them ever ends. */
  #levelsAtHand(): number[] {
    const { level, examplesByLevel } = this.#curriculum;
    const met = [...examplesByLevel.keys()]
      .map((index) => index + 1)
      .filter((at) => examplesByLevel[at - 1]! > 0);
    return this.#settings.order === 'shuffled' ? met : met.filter((at) => at === level);
  }
}
