import { Random, StateFormat, StateReader, type StateTree } from '@graph/core';
import { check } from './check.js';
import { type CurriculumBatch, createCurriculumBatch } from './curriculum-batch.js';
import {
  type CurriculumOptions,
  HELD_OUT_ROWS,
  type ResolvedOptions,
  resolveOptions,
} from './curriculum-options.js';
import { type CurriculumState, digestOf, listed } from './curriculum-state.js';
import { drawHeldOut, pickHeldOut } from './draw-held-out.js';
import { CurriculumError } from './errors.js';
import { type LevelChange, LevelWalk } from './level-walk.js';
import { standardLevels } from './levels/standard-levels.js';
import { RowSource } from './row-source.js';

const FORMAT = new StateFormat('curriculum', 1, CurriculumError);

/** The usual held-out rows of each standard level: the same for every curriculum, so that they are drawn once. */
const STANDARD_HELD_OUT = new Map<number, CurriculumBatch>();

/**
 * Walks levels from easy to hard and fills batches with their rows, never with one that is held out.
 *
 * @example
 * ```ts
 * const curriculum = new Curriculum({ seed: 42 });
 * const batch = curriculum.createBatch(16);
 * const rows = curriculum.fill(batch, 16); // 16 rows of level 1
 * const change = curriculum.observe(0.1, rows); // undefined: level 1 is not done
 * ```
 */
export class Curriculum {
  /** Numbers in one row of inputs: the widest level's. */
  readonly inputWidth: number;
  /** Numbers in one row of targets: the widest level's. */
  readonly targetWidth: number;
  /** Names of the domains in the order of their first level; a batch's `domains` column points here. */
  readonly domains: readonly string[];
  /** Name and domain of each level, easiest first. */
  readonly levels: readonly { readonly name: string; readonly domain: string }[];
  readonly #options: ResolvedOptions;
  readonly #domainOfLevel: readonly number[];
  readonly #source: RowSource;
  readonly #walk: LevelWalk;
  readonly #examplesByLevel: Float64Array;
  readonly #heldOut: Map<number, CurriculumBatch>;
  #orderRandom: Random;
  #levelRandoms: readonly Random[];

  /**
   * Starts a curriculum at its first level.
   *
   * @throws CurriculumError `OPTION` for an option out of its range, `LEVEL` for levels that cannot be used.
   */
  constructor(options: CurriculumOptions) {
    const resolved = resolveOptions(options);
    const { seed, levels, order, policy, firstLevel, lastLevel, heldOutRows } = resolved;
    this.inputWidth = Math.max(...levels.map((level) => level.inputWidth));
    this.targetWidth = Math.max(...levels.map((level) => level.targetWidth ?? 1));
    this.domains = [...new Set(levels.map((level) => level.domain))];
    this.levels = levels.map(({ name, domain }) => ({ name, domain }));
    this.#options = resolved;
    const isUsual = levels === standardLevels && heldOutRows === HELD_OUT_ROWS;
    this.#heldOut = isUsual ? STANDARD_HELD_OUT : new Map<number, CurriculumBatch>();
    this.#domainOfLevel = levels.map((level) => this.domains.indexOf(level.domain));
    this.#source = new RowSource(this.inputWidth, this.targetWidth);
    this.#walk = new LevelWalk(policy, firstLevel, lastLevel, order === 'curriculum');
    this.#examplesByLevel = new Float64Array(levels.length);
    this.#orderRandom = Random.fromSeed(seed, 'curriculum', 'order');
    this.#levelRandoms = levels.map((_, index) =>
      Random.fromSeed(seed, 'curriculum', 'level', String(index + 1)),
    );
  }

  /** The present level, 1-based. With the order `shuffled` the last one, as rows of all of them come. */
  get level(): number {
    return this.#options.order === 'shuffled' ? this.#options.lastLevel : this.#walk.level;
  }

  /**
   * Whether the policy has wanted to leave the last level, which has no end: from then on a `LevelSampler` may choose. Never
   * with the order `shuffled`.
   */
  get finished(): boolean {
    return this.#walk.finished;
  }

  /** Rows generated so far. */
  get examples(): number {
    return this.#examplesByLevel.reduce((sum, count) => sum + count, 0);
  }

  /** Rows generated so far of each level, `[levels]`; a copy. */
  get examplesByLevel(): Float64Array {
    return this.#examplesByLevel.slice();
  }

  /**
   * Allocates an empty batch of this curriculum's widths.
   *
   * @param capacity - rows, a whole number ≥ 1.
   * @throws CurriculumError `OPTION` if `capacity` is anything else.
   */
  createBatch(capacity: number): CurriculumBatch {
    check.wholeNumber('capacity', capacity, { min: 1 });
    return createCurriculumBatch(capacity, this.inputWidth, this.targetWidth);
  }

  /**
   * Appends up to `count` rows to `batch`. How the calls are sliced changes no row. Allocates nothing.
   *
   * @param count - rows wanted, a whole number ≥ 0 that fits in what is free of the batch.
   * @param level - 1-based: rows of this level, whatever the present one is. They are not part of the walk, are not to be
   * observed, and never used up: a `LevelSampler` can choose.
   * @returns rows appended: fewer than `count` when those of the present level are used up, and 0 until `observe` has
   * heard of them all.
   * @throws CurriculumError `SHAPE` if the rows do not fit; `OPTION` if there is no such level; `LEVEL` if a level writes a number that is not finite or
   * has next to no rows outside the held-out ones. Rows appended before stay.
   */
  fill(batch: CurriculumBatch, count: number, level?: number): number {
    this.#checkRoom(batch, count);
    if (level !== undefined) {
      check.wholeNumber('level', level, { min: 1, max: this.levels.length });
      for (let row = 0; row < count; row += 1) this.#draw(batch, level);
      return count;
    }
    const { order, firstLevel, lastLevel } = this.#options;
    const rows = Math.min(count, this.#walk.room);
    for (let row = 0; row < rows; row += 1) {
      this.#draw(
        batch,
        order === 'shuffled'
          ? firstLevel + this.#orderRandom.below(lastLevel - firstLevel + 1)
          : this.#walk.level,
      );
      this.#walk.count();
    }
    return rows;
  }

  /**
   * Takes in how the oldest rows not yet observed were learned, and moves to another level when the policy says so.
   *
   * @param loss - their mean loss, finite.
   * @param rows - how many, a whole number from 1 to the rows filled and not yet observed.
   * @returns the change of level, if there was one; never one when the order is `shuffled`.
   * @throws CurriculumError `OBSERVATION` if `loss` or `rows` is anything else; nothing has changed then.
   */
  observe(loss: number, rows: number): LevelChange | undefined {
    return this.#walk.observe(loss, rows);
  }

  /**
   * Returns the held-out rows of a level: distinct, the same for every seed and at any time. `fill` never gives one of them,
   * on whatever level. Drawn at the first call and kept, those of the standard levels for all curricula: read it, do not write
   * to it.
   *
   * @param level - 1-based.
   * @returns as many as `heldOutRows` says; of a level that is a list of rows, those that it has, if they are fewer.
   * @throws CurriculumError `OPTION` if there is no such level, `LEVEL` if it has too few distinct rows.
   */
  heldOut(level: number): CurriculumBatch {
    check.wholeNumber('level', level, { min: 1, max: this.levels.length });
    const kept = this.#heldOut.get(level);
    if (kept !== undefined) return kept;
    const batch = this.createBatch(this.#options.heldOutRows);
    const label = `${level} (${this.levels[level - 1]!.name})`;
    const { rows } = this.#options.levels[level - 1]!;
    if (rows === undefined) drawHeldOut(batch, label, (to, random) => this.#append(to, level, random, true));
    else
      pickHeldOut(batch, label, rows.count, (to, index) => {
        if (this.#source.read(rows, index)) this.#copy(to, level);
      });
    this.#heldOut.set(level, batch);
    return batch;
  }

  /** Returns everything that changes while training, as plain copies. */
  state(): CurriculumState {
    const { seed, order, firstLevel, lastLevel } = this.#options;
    return {
      ...FORMAT.header,
      seed,
      order,
      firstLevel,
      lastLevel,
      walk: this.#walk.state(),
      orderRandom: this.#orderRandom.state(),
      levels: this.levels.map(({ name }, index) => ({
        name,
        examples: this.#examplesByLevel[index]!,
        random: this.#levelRandoms[index]!.state(),
        ...digestOf(this.#options.levels[index]!),
      })),
    };
  }

  /**
   * Restores a curriculum from its `state()`: it gives the same rows and makes the same moves from there on.
   *
   * @param options - as they were given to the constructor: levels and policies are code, not state.
   * @throws CurriculumError as the constructor does, and `STATE` if the state is not one, or one of other options.
   */
  static from(state: StateTree, options: CurriculumOptions): Curriculum {
    // What is not a state at all is named first, whatever the options.
    const reader = FORMAT.read(state);
    const curriculum = new Curriculum(options);
    curriculum.#restore(reader);
    return curriculum;
  }

  #restore(reader: StateReader): void {
    const { seed, order, firstLevel, lastLevel } = this.#options;
    const levels = reader
      .trees('levels')
      .map((level, index) => new StateReader(level, `level ${index + 1}`, CurriculumError));
    for (const [what, given, wanted] of [
      ['seed', reader.number('seed'), seed],
      ['order', reader.text('order'), order],
      ['startLevel', reader.count('firstLevel'), firstLevel],
      ['maxLevel', reader.count('lastLevel'), lastLevel],
      [
        'levels',
        listed(
          levels.map((level) => level.text('name') + (level.has('digest') ? ` ${level.text('digest')}` : '')),
        ),
        listed(
          this.#options.levels.map((level) => [level.name, ...Object.values(digestOf(level))].join(' ')),
        ),
      ],
    ])
      if (given !== wanted)
        throw new CurriculumError(
          'STATE',
          `${what} of the state is ${given}, of the options ${wanted}: give the options that it was made with`,
        );
    this.#walk.restore(new StateReader(reader.tree('walk'), 'walk', CurriculumError));
    this.#orderRandom = reader.restore('orderRandom', Random.from);
    this.#levelRandoms = levels.map((level) => level.restore('random', Random.from));
    this.#examplesByLevel.set(levels.map((level) => level.count('examples')));
  }

  #draw(batch: CurriculumBatch, level: number): void {
    this.#append(batch, level, this.#levelRandoms[level - 1]!, false);
    this.#examplesByLevel[level - 1]! += 1;
  }

  #append(batch: CurriculumBatch, level: number, random: Random, heldOut: boolean): void {
    this.#source.draw(this.#options.levels[level - 1]!, random, heldOut);
    this.#copy(batch, level);
  }

  #copy(batch: CurriculumBatch, level: number): void {
    const row = batch.size;
    batch.inputs.data.set(this.#source.inputs, row * this.inputWidth);
    batch.targets.data.set(this.#source.targets, row * this.targetWidth);
    batch.domains[row] = this.#domainOfLevel[level - 1]!;
    batch.levels[row] = level;
    batch.size = row + 1;
  }

  #checkRoom(batch: CurriculumBatch, count: number): void {
    const [capacity, width] = batch.inputs.shape as [number, number];
    const targetWidth = batch.targets.shape[1];
    if (width !== this.inputWidth || targetWidth !== this.targetWidth)
      throw new CurriculumError(
        'SHAPE',
        `the batch is ${width} inputs and ${targetWidth} targets wide, wanted ${this.inputWidth} and ` +
          `${this.targetWidth}: make it with createBatch`,
      );
    if (!(Number.isSafeInteger(count) && count >= 0 && batch.size + count <= capacity))
      throw new CurriculumError(
        'SHAPE',
        `count is ${count}, wanted a whole number from 0 to ${capacity - batch.size}, the rows free in the batch`,
      );
  }
}
