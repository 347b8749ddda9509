import { type Batch, StateFormat, type StateReader, type StateTree } from '@graph/core';
import {
  Curriculum,
  type CurriculumBatch,
  type CurriculumOptions,
  type LevelSamplerClass,
} from '@graph/curriculum';
import { BestConstant, RetentionMatrix } from '@graph/evaluation';
import { type Loss, meanSquaredError, type RehearsalMemory } from '@graph/learner';
import { balancedFifo, type Eviction } from '@graph/replay';
import { OnlineError } from '../errors.js';
import { measureHeldOut } from './held-out.js';
import { LevelChoice, samplerClass, type WhenFinished } from './level-choice.js';
import type { LevelChange, StreamProgress, StreamReport } from './reports.js';
import { type RowMemory, type RowSchema, rowSchema } from './row-memory.js';
import type { Predictor, TrainingStream } from './training-stream.js';

/** Rows of each held-out set for what is reported: enough that R² is known within a hundredth or so. */
const HELD_OUT_ROWS = 1024;

/** Rows of each that an intermediate report is measured on: enough to tell which checkpoint is the best. */
const HELD_OUT_ROWS_INTERMEDIATE = 64;

/** Which levels are learned, those of the standard curriculum when left out; when to move on, and what comes then. */
export type CurriculumStreamSettings = Omit<CurriculumOptions, 'heldOutRows'> & {
  readonly batchSize: number;
  /**
   * Where rows come from after the last level has had its own; `unlearned` when left out. Each row's level is drawn by how new
   * rows of each were predicted: `unlearned`, `learning-progress`, `exp3s` and `prioritized` are samplers of `@graph/curriculum`,
   * and a class of your own is one, too; `shuffled` takes all as often; with `last`, the last level goes on.
   */
  readonly whenFinished?: WhenFinished | LevelSamplerClass;
};

const FORMAT = new StateFormat('curriculum-stream', 1, OnlineError);

/** A curriculum, which never ends, and what of it is retained. */
export class CurriculumStream implements TrainingStream {
  readonly loss: Loss = meanSquaredError();
  readonly outputActivation = 'linear';
  readonly ended = false;
  /**
   * Every level keeps its share: first in, first out would leave nothing but the last level after 10,000 rows of it.
   * A reservoir would do that too, but scatter its changes over all of the memory, and every checkpoint pays for them.
   */
  readonly eviction: Eviction = balancedFifo({ by: 'levels' });
  readonly memorySchema: RowSchema & { readonly levels: { readonly dtype: 'uint8'; readonly shape: [] } };
  readonly #curriculum: Curriculum;
  readonly #retention: RetentionMatrix;
  readonly #pending: CurriculumBatch;
  readonly #bestConstant: BestConstant;
  readonly #choice: LevelChoice | undefined;
  readonly #settings: CurriculumStreamSettings;

  /** @param state - of an earlier one with the same settings. */
  constructor(settings: CurriculumStreamSettings, state?: StateTree) {
    const reader = state === undefined ? undefined : FORMAT.read(state);
    const { batchSize, whenFinished = 'unlearned', ...levels } = settings;
    const options: CurriculumOptions = { ...levels, heldOutRows: HELD_OUT_ROWS };
    this.#curriculum =
      reader?.restore('curriculum', (saved) => Curriculum.from(saved, options)) ?? new Curriculum(options);
    const { inputWidth, targetWidth } = this.#curriculum;
    this.#retention =
      reader?.restore('retention', (saved) => RetentionMatrix.from(saved)) ??
      new RetentionMatrix({ tasks: this.#curriculum.levels.length, retrained: 'replace' });
    this.memorySchema = {
      ...rowSchema(inputWidth, targetWidth),
      levels: { dtype: 'uint8', shape: [] },
    };
    this.#pending = this.#curriculum.createBatch(batchSize);
    if (reader !== undefined) restoreBatch(this.#pending, reader.child('pending'));
    this.#bestConstant =
      reader?.restore('bestConstant', (saved) => BestConstant.from(saved)) ??
      new BestConstant({ width: targetWidth });
    this.#settings = settings;
    const { startLevel: firstLevel = 1, maxLevel: lastLevel = this.#curriculum.levels.length } = settings;
    const sampler = samplerClass(whenFinished);
    const chooses = sampler !== undefined && settings.order !== 'shuffled' && firstLevel < lastLevel;
    const choice = { sampler: sampler!, seed: settings.seed, firstLevel, lastLevel, targetWidth };
    if (reader !== undefined && reader.has('choice') !== chooses)
      throw reader.error('choice', `one of what comes ${chooses ? 'by choice' : 'without one'}`);
    this.#choice = chooses ? new LevelChoice(choice, reader?.child('choice')) : undefined;
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
    return memory;
  }

  fill(count: number): number {
    const choice = this.#curriculum.finished ? this.#choice : undefined;
    if (choice === undefined) return this.#curriculum.fill(this.#pending, count);
    for (let row = 0; row < count; row += 1) this.#curriculum.fill(this.#pending, 1, choice.choose());
    return count;
  }

  scorePending(predictor: Predictor): void {
    const { inputs, size } = this.#pending;
    if (this.#choice !== undefined && size > 0)
      this.#choice.score(this.#pending, predictor.predict(inputs, { rows: size }).data);
  }

  take(): Batch {
    this.#bestConstant.learn(this.#pending.targets.data, this.#pending.size);
    return this.#pending;
  }

  learned(loss: number, rows: number, predictor: Predictor): LevelChange | undefined {
    this.#choice?.update(this.#pending);
    this.#pending.size = 0;
    // What was chosen is not part of the walk.
    if (this.#choice !== undefined && this.#curriculum.finished) return undefined;
    const change = this.#curriculum.observe(loss, rows);
    if (change !== undefined)
      this.#retention.record(
        change.from - 1,
        measureHeldOut(predictor, this.#curriculum, HELD_OUT_ROWS).map(({ r2 }) => r2),
      );
    return change;
  }

  report(predictor: Predictor, { isFinal }: { readonly isFinal: boolean }): StreamReport {
    const heldOut = measureHeldOut(
      predictor,
      this.#curriculum,
      isFinal ? HELD_OUT_ROWS : HELD_OUT_ROWS_INTERMEDIATE,
    );
    const examples = this.#curriculum.examplesByLevel;
    const retention = RetentionMatrix.from(this.#retention.state());
    const r2 = heldOut.map((level) => level.r2);
    // The current level is over for this report; a run that is resumed measures it again at its end.
    for (const level of this.#currentLevels()) retention.record(level - 1, r2);
    const { trained, matrix, average, forgetting } = retention.report();
    return {
      levels: this.#curriculum.levels.map(({ name, domain }, index) => ({
        level: index + 1,
        name,
        domain,
        examples: examples[index]!,
        heldOut: heldOut[index]!,
      })),
      retention: { levels: trained.map((task) => task + 1), matrix, averageR2: average, forgetting },
    };
  }

  score({ levels = [] }: StreamReport): number {
    const { startLevel = 1, maxLevel = levels.length } = this.#settings;
    const r2 = levels.slice(startLevel - 1, maxLevel).map(({ heldOut }) => heldOut.r2);
    return r2.reduce((sum, value) => sum + value, 0) / r2.length;
  }

  progress(): StreamProgress {
    const { levels, finished } = this.#curriculum;
    const level = (finished ? this.#choice?.likeliest : undefined) ?? this.#curriculum.level;
    return { level, name: levels[level - 1]!.name };
  }

  modelState(): StateTree {
    return {};
  }

  state(): StateTree {
    return {
      ...FORMAT.header,
      curriculum: this.#curriculum.state(),
      retention: this.#retention.state(),
      pending: batchState(this.#pending),
      bestConstant: this.#bestConstant.state(),
      ...(this.#choice === undefined ? {} : { choice: this.#choice.state() }),
    };
  }

  async close(): Promise<void> {}

  /** In a curriculum the current level; in a shuffled stream all that have been met, since none of them ever ends. */
  #currentLevels(): number[] {
    const { level, examplesByLevel } = this.#curriculum;
    const met = [...examplesByLevel.keys()]
      .map((index) => index + 1)
      .filter((at) => examplesByLevel[at - 1]! > 0);
    return this.#settings.order === 'shuffled' ? met : met.filter((at) => at === level);
  }
}

/** Returns a copy of the rows in use. */
function batchState({ size, inputs, targets, domains, levels }: CurriculumBatch): StateTree {
  return {
    inputs: inputs.data.slice(0, size * inputs.shape[1]!),
    targets: targets.data.slice(0, size * targets.shape[1]!),
    domains: domains.slice(0, size),
    levels: levels.slice(0, size),
  };
}

/** Restores the rows of `batchState`. */
function restoreBatch(batch: CurriculumBatch, reader: StateReader): void {
  const domains = reader.array('domains', Uint16Array);
  const size = domains.length;
  batch.inputs.data.set(reader.array('inputs', Float32Array, size * batch.inputs.shape[1]!));
  batch.targets.data.set(reader.array('targets', Float32Array, size * batch.targets.shape[1]!));
  batch.domains.set(domains);
  batch.levels.set(reader.array('levels', Uint8Array, size));
  batch.size = size;
}
