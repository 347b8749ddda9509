import { Random, type RandomState } from '@graph/random';
import { type Batch, createBatch } from './batch.js';
import { copyTree } from './copy-tree.js';
import { CurriculumError } from './errors.js';
import type { Level } from './level.js';
import { standardLevels } from './levels/standard-levels.js';
import type { Policy } from './policies/policy.js';
import { type StandardPolicyOptions, standardPolicy } from './policies/standard-policy.js';
import { RowSource } from './row-source.js';
import type { StateTree } from './state-tree.js';

/** How a {@link Curriculum} is set up. Give a `policy`, or the numbers of the standard one, not both. */
export type CurriculumOptions = StandardPolicyOptions & {
  /** Any safe integer. The held-out rows do not depend on it. */
  readonly seed: number;
  /** Easiest first, at most 255; {@link standardLevels} when left out. */
  readonly levels?: readonly Level[];
  /** `curriculum` walks the levels (the default); `shuffled` draws each row from any level from startLevel to maxLevel. */
  readonly order?: 'curriculum' | 'shuffled';
  /** The first level, 1-based; 1 when left out. It is never regressed from. */
  readonly startLevel?: number;
  /** The last level, 1-based; the number of levels when left out. It has no end. */
  readonly maxLevel?: number;
  /** Whether `regressionLoss` is looked at; true when left out. */
  readonly allowRegression?: boolean;
  /** A pace of one's own in place of the standard one. */
  readonly policy?: Policy;
  /** Rows of each held-out set, a whole number ≥ 1; 1024 when left out. */
  readonly heldOutRows?: number;
};

/** A level was left for the next one or the one before. */
export type LevelChange = {
  readonly kind: 'advance' | 'regress';
  /** 1-based. */
  readonly from: number;
  /** 1-based. */
  readonly to: number;
  /** For people: what the policy saw. */
  readonly reason: string;
};

/** The state of a {@link Curriculum}: plain data, about 200 bytes. */
export type CurriculumState = {
  readonly order: string;
  readonly firstLevel: number;
  readonly lastLevel: number;
  readonly level: number;
  /** Rows generated on the present stay, and rows of it observed. */
  readonly generatedOnLevel: number;
  readonly observedOnLevel: number;
  /** Rows that were generated before the last change of level and not yet observed. */
  readonly carried: number;
  /** `[levels]` rows generated of each. */
  readonly examplesByLevel: Float64Array;
  readonly orderRandom: RandomState;
  readonly levelRandoms: readonly RandomState[];
  readonly policy: StateTree;
};

/**
 * Walks levels from easy to hard and fills batches with their rows, never with a row that is held out.
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
  /** Name and domain of each level. */
  readonly levels: readonly { readonly name: string; readonly domain: string }[];
  readonly #levels: readonly Level[];
  readonly #domainOfLevel: readonly number[];
  readonly #source: RowSource;
  readonly #policy: Policy;
  readonly #order: 'curriculum' | 'shuffled';
  readonly #firstLevel: number;
  readonly #lastLevel: number;
  readonly #heldOutRows: number;
  readonly #heldOut = new Map<number, Batch>();
  readonly #examplesByLevel: Float64Array;
  readonly #progress: { -readonly [K in keyof Parameters<Policy['observe']>[1]]: number };
  #orderRandom: Random;
  #levelRandoms: readonly Random[];
  #policyState: StateTree;
  #level: number;
  #generatedOnLevel = 0;
  #observedOnLevel = 0;
  #carried = 0;

  /**
   * Starts a curriculum at its first level.
   *
   * @throws CurriculumError `OPTION` for an option out of its range, `LEVEL` for levels that cannot be used.
   */
  constructor(options: CurriculumOptions) {
    const levels = options.levels ?? standardLevels;
    checkLevels(levels);
    const {
      seed,
      order = 'curriculum',
      startLevel = 1,
      maxLevel = levels.length,
      heldOutRows = 1024,
    } = options;
    if (!Number.isSafeInteger(seed))
      throw new CurriculumError('OPTION', `seed is ${seed}, wanted a whole number within ±(2^53 - 1)`);
    if (order !== 'curriculum' && order !== 'shuffled')
      throw new CurriculumError('OPTION', `order is ${String(order)}, wanted 'curriculum' or 'shuffled'`);
    checkWithin('startLevel', startLevel, 1, levels.length);
    checkWithin('maxLevel', maxLevel, 1, levels.length);
    if (startLevel > maxLevel)
      throw new CurriculumError(
        'OPTION',
        `startLevel is ${startLevel} and maxLevel ${maxLevel}, wanted startLevel ≤ maxLevel`,
      );
    checkWithin('heldOutRows', heldOutRows, 1, 2 ** 24);

    this.inputWidth = Math.max(...levels.map((level) => level.inputWidth));
    this.targetWidth = Math.max(...levels.map((level) => level.targetWidth ?? 1));
    this.domains = [...new Set(levels.map((level) => level.domain))];
    this.levels = levels.map(({ name, domain }) => ({ name, domain }));
    this.#levels = levels;
    this.#domainOfLevel = levels.map((level) => this.domains.indexOf(level.domain));
    this.#source = new RowSource(this.inputWidth, this.targetWidth);
    this.#policy = choosePolicy(options);
    this.#order = order;
    this.#firstLevel = startLevel;
    this.#lastLevel = maxLevel;
    this.#heldOutRows = heldOutRows;
    this.#examplesByLevel = new Float64Array(levels.length);
    this.#progress = { level: 0, firstLevel: startLevel, lastLevel: maxLevel, examples: 0, loss: 0, rows: 0 };
    this.#orderRandom = Random.fromSeed(seed, 'curriculum', 'order');
    this.#levelRandoms = levels.map((_, index) =>
      Random.fromSeed(seed, 'curriculum', 'level', String(index + 1)),
    );
    this.#policyState = this.#policy.enter();
    this.#level = startLevel;
  }

  /** The present level, 1-based; the last one when the order is `shuffled`. */
  get level(): number {
    return this.#order === 'shuffled' ? this.#lastLevel : this.#level;
  }

  /** Rows generated so far. */
  get examples(): number {
    return this.#examplesByLevel.reduce((sum, count) => sum + count, 0);
  }

  /** Rows generated so far of each level, `[levels]`. A copy. */
  get examplesByLevel(): Float64Array {
    return this.#examplesByLevel.slice();
  }

  /** Allocates a batch of this curriculum's widths. */
  createBatch(capacity: number): Batch {
    return createBatch(capacity, this.inputWidth, this.targetWidth);
  }

  /**
   * Appends up to `count` rows to `batch`. How the calls are sliced changes no row. Allocates nothing.
   *
   * @param count - rows wanted, a whole number ≥ 0 that fits in what is free of the batch.
   * @returns rows appended: fewer than `count` when the rows of the present level are used up, and 0 until `observe`
   * has seen them all and moved on.
   * @throws CurriculumError `BATCH` if the rows do not fit; `LEVEL` if a level writes a number that is not finite or
   * has almost no rows that are not held out. The rows appended before stay.
   */
  fill(batch: Batch, count: number): number {
    this.#checkRoom(batch, count);
    const shuffled = this.#order === 'shuffled';
    const budget = this.#policy.examplesPerLevel ?? Number.POSITIVE_INFINITY;
    // A stay of a policy that says neither advance nor regress at its budget is prolonged by as much again.
    const due = (Math.floor(this.#observedOnLevel / budget) + 1) * budget;
    const open = shuffled || this.#level === this.#lastLevel;
    const rows = open ? count : Math.min(count, Math.max(due - this.#generatedOnLevel, 0));
    for (let row = 0; row < rows; row += 1) {
      const level = shuffled
        ? this.#firstLevel + this.#orderRandom.below(this.#lastLevel - this.#firstLevel + 1)
        : this.#level;
      this.#append(batch, level, this.#levelRandoms[level - 1]!, false);
      this.#examplesByLevel[level - 1]! += 1;
      this.#generatedOnLevel += 1;
    }
    return rows;
  }

  /**
   * Takes in how the oldest rows not yet observed were learned, and moves to another level when the policy says so.
   *
   * @param loss - their mean loss, finite.
   * @param rows - how many, a whole number ≥ 1, at most those given by `fill` and not yet observed.
   * @returns the change of level, if there was one; never one when the order is `shuffled`.
   * @throws CurriculumError `OBSERVATION` if `loss` or `rows` is anything else; nothing has changed then.
   */
  observe(loss: number, rows: number): LevelChange | undefined {
    const unobserved = this.#carried + this.#generatedOnLevel - this.#observedOnLevel;
    if (!(Number.isSafeInteger(rows) && rows >= 1 && rows <= unobserved))
      throw new CurriculumError(
        'OBSERVATION',
        `rows is ${rows}, wanted a whole number from 1 to the ${unobserved} rows that were given and not yet observed`,
      );
    if (!Number.isFinite(loss))
      throw new CurriculumError(
        'OBSERVATION',
        `loss is ${loss}, wanted the finite mean loss of ${rows} rows`,
      );
    const carried = Math.min(this.#carried, rows);
    this.#carried -= carried;
    if (rows === carried) return undefined;
    this.#observedOnLevel += rows - carried;
    if (this.#order === 'shuffled') return undefined;

    const progress = this.#progress;
    progress.level = this.#level;
    progress.examples = this.#observedOnLevel;
    progress.loss = loss;
    progress.rows = rows - carried;
    const decision = this.#policy.observe(this.#policyState, progress);
    if (decision.kind === 'stay') return undefined;
    const from = this.#level;
    const to = decision.kind === 'advance' ? from + 1 : from - 1;
    if (to < this.#firstLevel || to > this.#lastLevel) return undefined;
    this.#level = to;
    this.#carried = this.#generatedOnLevel - this.#observedOnLevel;
    this.#generatedOnLevel = 0;
    this.#observedOnLevel = 0;
    this.#policyState = this.#policy.enter();
    return { kind: decision.kind, from, to, reason: decision.reason };
  }

  /**
   * Returns the held-out rows of a level, distinct, the same for every seed and at every time. No row of them is ever
   * given by `fill`, of whatever level. They are drawn at the first call and kept: do not write to them.
   *
   * @param level - 1-based.
   * @throws CurriculumError `OPTION` if there is no such level; `LEVEL` if it has too few distinct rows.
   */
  heldOut(level: number): Batch {
    checkWithin('level', level, 1, this.#levels.length);
    const known = this.#heldOut.get(level);
    if (known) return known;
    const batch = this.createBatch(this.#heldOutRows);
    const random = Random.fromSeed(0, 'curriculum', 'held out', String(level));
    const seen = new Set<string>();
    for (let draws = 0; batch.size < this.#heldOutRows; draws += 1) {
      if (draws > 20 * this.#heldOutRows + 1000)
        throw new CurriculumError(
          'LEVEL',
          `level ${level} (${this.#levels[level - 1]!.name}) has only about ${batch.size} distinct held-out rows, ` +
            `wanted ${this.#heldOutRows}: let it generate more distinct inputs, or lower heldOutRows`,
        );
      this.#append(batch, level, random, true);
      const key = this.#source.key();
      if (seen.has(key)) batch.size -= 1;
      seen.add(key);
    }
    this.#heldOut.set(level, batch);
    return batch;
  }

  /** Returns everything that changes while training, as plain copies. */
  state(): CurriculumState {
    return {
      order: this.#order,
      firstLevel: this.#firstLevel,
      lastLevel: this.#lastLevel,
      level: this.#level,
      generatedOnLevel: this.#generatedOnLevel,
      observedOnLevel: this.#observedOnLevel,
      carried: this.#carried,
      examplesByLevel: this.#examplesByLevel.slice(),
      orderRandom: this.#orderRandom.state(),
      levelRandoms: this.#levelRandoms.map((random) => random.state()),
      policy: copyTree(this.#policyState),
    };
  }

  /**
   * Puts a curriculum back as `state()` gave it; from there on it gives the same rows and makes the same moves.
   *
   * @param options - as they were given to the constructor: levels and policies are code, not state.
   * @throws CurriculumError as the constructor does, and `STATE` if the state does not fit the options.
   */
  static from(state: CurriculumState, options: CurriculumOptions): Curriculum {
    const curriculum = new Curriculum(options);
    curriculum.#restore(state);
    return curriculum;
  }

  #restore(state: CurriculumState): void {
    const here = { order: this.#order, firstLevel: this.#firstLevel, lastLevel: this.#lastLevel };
    for (const [name, value] of Object.entries(here))
      if (state[name as keyof typeof here] !== value)
        throw new CurriculumError(
          'STATE',
          `the state's ${name} is ${state[name as keyof typeof here]}, the options' ${value}: give the options it was made with`,
        );
    if (
      state.examplesByLevel.length !== this.#levels.length ||
      state.levelRandoms.length !== this.#levels.length
    )
      throw new CurriculumError(
        'STATE',
        `the state has ${state.examplesByLevel.length} levels, the options ${this.#levels.length}: give the levels it was made with`,
      );
    this.#level = state.level;
    this.#generatedOnLevel = state.generatedOnLevel;
    this.#observedOnLevel = state.observedOnLevel;
    this.#carried = state.carried;
    this.#examplesByLevel.set(state.examplesByLevel);
    this.#orderRandom = Random.from(state.orderRandom);
    this.#levelRandoms = state.levelRandoms.map((random) => Random.from(random));
    this.#policyState = copyTree(state.policy);
  }

  #append(batch: Batch, level: number, random: Random, heldOut: boolean): void {
    this.#source.draw(this.#levels[level - 1]!, random, heldOut);
    const row = batch.size;
    batch.inputs.data.set(this.#source.inputs, row * this.inputWidth);
    batch.targets.data.set(this.#source.targets, row * this.targetWidth);
    batch.domains[row] = this.#domainOfLevel[level - 1]!;
    batch.levels[row] = level;
    batch.size = row + 1;
  }

  #checkRoom(batch: Batch, count: number): void {
    const [capacity, width] = batch.inputs.shape as [number, number];
    const targetWidth = batch.targets.shape[1];
    if (width !== this.inputWidth || targetWidth !== this.targetWidth)
      throw new CurriculumError(
        'BATCH',
        `the batch is ${width} inputs and ${targetWidth} targets wide, wanted ${this.inputWidth} and ${this.targetWidth}: use createBatch`,
      );
    if (!(Number.isSafeInteger(count) && count >= 0 && batch.size + count <= capacity))
      throw new CurriculumError(
        'BATCH',
        `count is ${count}, wanted a whole number from 0 to the ${capacity - batch.size} rows free in the batch`,
      );
  }
}

function choosePolicy(options: CurriculumOptions): Policy {
  const { policy, allowRegression = true, regressionLoss, ...rest } = options;
  // The standard policy keeps mutable numbers where the general one promises no more than a plain tree.
  if (policy === undefined)
    return standardPolicy({
      ...rest,
      ...(allowRegression && regressionLoss !== undefined ? { regressionLoss } : {}),
    }) as unknown as Policy;
  for (const name of ['examplesPerLevel', 'advanceLoss', 'smoothingRows', 'patience'] as const)
    if (options[name] !== undefined)
      throw new CurriculumError(
        'OPTION',
        `${name} and a policy are both given, wanted one: the policy sets the pace`,
      );
  const budget = policy.examplesPerLevel;
  if (budget !== undefined && !(Number.isSafeInteger(budget) && budget >= 1))
    throw new CurriculumError(
      'OPTION',
      `the policy's examplesPerLevel is ${budget}, wanted a whole number ≥ 1`,
    );
  return policy;
}

function checkLevels(levels: readonly Level[]): void {
  if (levels.length < 1 || levels.length > 255)
    throw new CurriculumError('LEVEL', `there are ${levels.length} levels, wanted 1 to 255`);
  for (const [index, { name, inputWidth, targetWidth = 1 }] of levels.entries())
    for (const [what, width] of Object.entries({ inputWidth, targetWidth }))
      if (!(Number.isSafeInteger(width) && width >= 1))
        throw new CurriculumError(
          'LEVEL',
          `the ${what} of level ${index + 1} (${name}) is ${width}, wanted a whole number ≥ 1`,
        );
}

function checkWithin(name: string, value: number, least: number, most: number): void {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most))
    throw new CurriculumError(
      'OPTION',
      `${name} is ${value}, wanted a whole number from ${least} to ${most}`,
    );
}
