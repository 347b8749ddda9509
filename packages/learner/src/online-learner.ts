import ndarray, { type NdArray } from 'ndarray';
import type { Batch } from './batch.js';
import { checkBatch } from './check-batch.js';
import type { ConsolidationMethod } from './consolidation/consolidation-method.js';
import { createBatch } from './create-batch.js';
import { LearnerError } from './errors.js';
import { JointBatch } from './joint-batch.js';
import { LearnerStatistics, type LearnerStatisticsState, type LearnerStats } from './learner-statistics.js';
import { Network } from './network.js';
import type { PredictOptions } from './network-options.js';
import type { NetworkState } from './network-state.js';
import type { RehearsalBatch, RehearsalMemory } from './rehearsal-memory.js';
import { requireInteger, requireRange } from './require-range.js';

/** What an `OnlineLearner` is made of. */
export type OnlineLearnerOptions = {
  /** What learns; the learner does not copy it. */
  readonly network: Network;
  /** What it remembers with; without, nothing is rehearsed. */
  readonly memory?: RehearsalMemory;
  /** Rows of a full step, new and rehearsed ones, a whole number ≥ 1. Default 32. */
  readonly batchSize?: number;
  /** The share of them that is rehearsed, 0 ≤ replayRatio < 1. Default 0.5. */
  readonly replayRatio?: number;
  /** Optimizer steps for each batch of new rows, each with rows drawn afresh, a whole number ≥ 1. Default 1. */
  readonly updatesPerBatch?: number;
  /** How to protect what was learned when consolidating. Default not at all. */
  readonly consolidation?: ConsolidationMethod;
  /** Steps of rehearsal only in each consolidation, a whole number ≥ 0; none if `replayRatio` is 0. Default 10. */
  readonly consolidationSteps?: number;
  /** Remembered rows from which `consolidation` estimates what is important, a whole number ≥ 1. Default 256. */
  readonly consolidationRows?: number;
  /** Handed to `memory.sample` when consolidating: how to draw, for instance balanced over domains. */
  readonly consolidationStrategy?: unknown;
};

/** What one call of `learnBatch` did. The learner reuses the object: read it before the next call. */
export type LearnResult = {
  /** Mean loss of the new rows in the first step: before anything was learned from them. NaN if there were none. */
  readonly loss: number;
  /** Mean loss of the rehearsed rows over all steps; NaN if there were none. */
  readonly rehearsedLoss: number;
  /** Rows that went through an optimizer step, those of every update counted. */
  readonly trainedRows: number;
  readonly newRows: number;
  readonly rehearsedRows: number;
};

/** One example, for `learnOne`. */
export type Example = {
  /** `[inputWidth]`. */
  readonly input: ArrayLike<number>;
  /** `[targetWidth]`. */
  readonly target: ArrayLike<number>;
  /** Default 0. */
  readonly domain?: number;
  /** Default 0. */
  readonly level?: number;
};

/** What a consolidation did. */
export type ConsolidationResult = {
  /** Optimizer steps over remembered rows alone. */
  readonly steps: number;
  /** Rows rehearsed in them. */
  readonly rows: number;
  /** Their mean loss; NaN if there were none. */
  readonly loss: number;
  /** Rows from which importances were estimated. */
  readonly estimatedFrom: number;
};

/** The whole state of a learner, its network included, its memory not. */
export type OnlineLearnerState = {
  readonly network: NetworkState;
  readonly settings: {
    readonly batchSize: number;
    readonly replayRatio: number;
    readonly updatesPerBatch: number;
    readonly consolidationSteps: number;
    readonly consolidationRows: number;
  };
  /** Which consolidation method it had. */
  readonly consolidation: ConsolidationMethod['kind'] | 'none';
  readonly statistics: LearnerStatisticsState;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Learns from a stream: each batch of new rows goes through optimizer steps jointly with rows drawn from the memory,
 * and is then remembered. Allocates nothing per step.
 *
 * @example
 * ```ts
 * const learner = new OnlineLearner({ network, memory, batchSize: 32, replayRatio: 0.5 });
 * const { loss } = learner.learnBatch(batch); // 16 new rows and 16 rehearsed ones
 * ```
 */
export class OnlineLearner {
  readonly network: Network;
  readonly memory: RehearsalMemory | undefined;
  readonly batchSize: number;
  readonly replayRatio: number;
  readonly updatesPerBatch: number;
  /** Rows drawn from the memory in each step, when it has as many. */
  readonly rehearsedRowsPerStep: number;
  /** New rows that make a step a full one: hand `learnBatch` as many. At least 1. */
  readonly newRowsPerStep: number;
  readonly #consolidation: ConsolidationMethod | undefined;
  readonly #consolidationSteps: number;
  readonly #consolidationRows: number;
  readonly #consolidationStrategy: unknown;
  readonly #joint: JointBatch;
  readonly #one: Batch;
  readonly #inputWidth: number;
  readonly #targetWidth: number;
  readonly #result: Mutable<LearnResult> = {
    loss: Number.NaN,
    rehearsedLoss: Number.NaN,
    trainedRows: 0,
    newRows: 0,
    rehearsedRows: 0,
  };
  #statistics: LearnerStatistics = new LearnerStatistics();

  /** @throws LearnerError `OPTION` if a number is out of its range. */
  constructor(options: OnlineLearnerOptions) {
    const { network, memory, batchSize = 32, replayRatio = 0.5, updatesPerBatch = 1 } = options;
    const { consolidation, consolidationSteps = 10, consolidationRows = 256 } = options;
    requireInteger('batchSize', batchSize, 1, network.maxBatch);
    requireRange('replayRatio', replayRatio, 0, 1 - Number.EPSILON);
    requireInteger('updatesPerBatch', updatesPerBatch, 1);
    requireInteger('consolidationSteps', consolidationSteps, 0);
    requireInteger('consolidationRows', consolidationRows, 1);
    this.network = network;
    this.memory = memory;
    this.batchSize = batchSize;
    this.replayRatio = replayRatio;
    this.updatesPerBatch = updatesPerBatch;
    this.rehearsedRowsPerStep = memory ? Math.min(Math.round(batchSize * replayRatio), batchSize - 1) : 0;
    this.newRowsPerStep = batchSize - this.rehearsedRowsPerStep;
    this.#inputWidth = network.inputWidth;
    this.#targetWidth = network.outputWidth;
    this.#joint = new JointBatch(memory, batchSize, this.#inputWidth, this.#targetWidth);
    this.#one = createBatch(1, this.#inputWidth, this.#targetWidth);
    this.#one.size = 1;
    this.#consolidation = consolidation;
    this.#consolidationSteps = consolidationSteps;
    this.#consolidationRows = consolidationRows;
    this.#consolidationStrategy = options.consolidationStrategy;
    consolidation?.attach(network);
  }

  /**
   * Puts a learner back as `state()` gave it. Give the same memory (restored from its own state) and the same methods.
   *
   * @throws LearnerError `STATE` if the network's state is none, or the state was taken with another method.
   */
  static from(
    state: OnlineLearnerState,
    options: Pick<OnlineLearnerOptions, 'memory' | 'consolidation' | 'consolidationStrategy'> = {},
  ): OnlineLearner {
    const given = options.consolidation?.kind ?? 'none';
    if (state.consolidation !== given)
      throw new LearnerError(
        'STATE',
        `the state was taken with consolidation ${state.consolidation}, and ${given} was given; give the same`,
      );
    const learner = new OnlineLearner({
      network: Network.from(state.network),
      ...state.settings,
      ...options,
    });
    learner.#statistics = LearnerStatistics.from(state.statistics);
    return learner;
  }

  /**
   * Learns from all rows of a batch, in `updatesPerBatch` steps: each draws rows to rehearse, takes one optimizer step on
   * the joint mean loss, and tells the memory the new losses of the rows it drew. Then the new rows are remembered.
   * While the memory is small the step is smaller; nothing is padded.
   *
   * @param newRows - any number of rows that fits `network.maxBatch` together with the rehearsed ones; 0 do nothing.
   * @returns an object that the next call changes.
   * @throws LearnerError `SHAPE` if the columns do not fit the network, `BATCH` if there are too many rows, `NON_FINITE` if a loss is not finite; the weights
   * are then as the last good step left them, and the rows are not remembered.
   */
  learnBatch(newRows: Batch): LearnResult {
    const result = this.#result;
    const fresh = newRows.size;
    result.loss = Number.NaN;
    result.rehearsedLoss = Number.NaN;
    result.trainedRows = 0;
    result.newRows = fresh;
    result.rehearsedRows = 0;
    if (fresh === 0) return result;
    checkBatch(newRows, this.#inputWidth, this.#targetWidth);
    if (fresh + this.rehearsedRowsPerStep > this.network.maxBatch)
      throw new LearnerError(
        'BATCH',
        `${fresh} new rows and ${this.rehearsedRowsPerStep} rehearsed ones are more than the network's maxBatch of ` +
          `${this.network.maxBatch}; hand over fewer, or create the network with a larger one`,
      );
    this.#joint.reserve(fresh + this.rehearsedRowsPerStep);
    let rehearsedSum = 0;
    let placed = -1;
    for (let update = 0; update < this.updatesPerBatch; update += 1) {
      const rehearsed = this.#joint.draw(this.rehearsedRowsPerStep);
      // The new rows lie behind the rehearsed ones; they are copied again only if these have become more.
      if (rehearsed === placed) this.#joint.rows.size = rehearsed + fresh;
      else this.#joint.append(newRows, rehearsed);
      placed = rehearsed;
      const rowLosses = this.#step(rehearsed);
      for (let row = 0; row < rehearsed; row += 1) rehearsedSum += rowLosses[row]!;
      if (update === 0) result.loss = this.#statistics.addBatch(rowLosses, rehearsed, newRows.domains, fresh);
      result.rehearsedRows += rehearsed;
      result.trainedRows += rehearsed + fresh;
    }
    if (result.rehearsedRows > 0) result.rehearsedLoss = rehearsedSum / result.rehearsedRows;
    this.memory?.add(newRows);
    return result;
  }

  /**
   * Learns from one example, as `learnBatch` does from a batch of one.
   *
   * @throws LearnerError as `learnBatch`.
   */
  learnOne({ input, target, domain = 0, level = 0 }: Example): LearnResult {
    this.#place(input, this.#one.inputs.data, 'input');
    this.#place(target, this.#one.targets.data, 'target');
    this.#one.domains[0] = domain;
    this.#one.levels[0] = level;
    return this.learnBatch(this.#one);
  }

  /**
   * Computes the outputs for rows of inputs, without learning.
   *
   * @param inputs - `[rows, inputWidth]`.
   * @returns `[rows, targetWidth]`, a new array unless `options.out` is given.
   */
  predict(inputs: NdArray<Float32Array>, options?: PredictOptions): NdArray<Float32Array> {
    return this.network.predict(inputs, options);
  }

  /** Computes the outputs for one row of inputs, `[inputWidth]`, as a new array `[targetWidth]`. */
  predictOne(input: ArrayLike<number>): Float32Array {
    this.#place(input, this.#one.inputs.data, 'input');
    const out = ndarray(new Float32Array(this.#targetWidth), [1, this.#targetWidth]);
    return this.network.predict(this.#one.inputs, { out }).data;
  }

  /**
   * Consolidates now: `consolidationSteps` steps over remembered rows alone (none if nothing is to be rehearsed), then
   * the consolidation method, if there is one, estimates from remembered rows what has become important.
   *
   * @param rows - rows to estimate from in place of remembered ones, for a learner without a memory.
   * @throws LearnerError `NON_FINITE` as `learnBatch`.
   */
  consolidate(rows?: Batch): ConsolidationResult {
    const steps = this.rehearsedRowsPerStep > 0 && this.memory?.size ? this.#consolidationSteps : 0;
    let rehearsed = 0;
    let lossSum = 0;
    for (let step = 0; step < steps; step += 1) {
      const drawn = this.#joint.draw(this.batchSize, this.#consolidationStrategy);
      const rowLosses = this.#step(drawn);
      for (let row = 0; row < drawn; row += 1) lossSum += rowLosses[row]!;
      rehearsed += drawn;
    }
    const estimatedFrom = this.#consolidation ? this.#estimate(this.#consolidation, rows) : 0;
    this.#statistics.consolidations += 1;
    return { steps, rows: rehearsed, loss: rehearsed > 0 ? lossSum / rehearsed : Number.NaN, estimatedFrom };
  }

  /** Returns what was done so far, as a new object. */
  stats(): LearnerStats {
    return this.#statistics.stats(this.network.learningRate);
  }

  /** Returns everything that decides what comes next, the network included; the memory has a state of its own. */
  state(): OnlineLearnerState {
    return {
      network: this.network.state(),
      settings: {
        batchSize: this.batchSize,
        replayRatio: this.replayRatio,
        updatesPerBatch: this.updatesPerBatch,
        consolidationSteps: this.#consolidationSteps,
        consolidationRows: this.#consolidationRows,
      },
      consolidation: this.#consolidation?.kind ?? 'none',
      statistics: this.#statistics.state(),
    };
  }

  /** Takes one optimizer step with the joint batch, whose first `rehearsed` rows are the memory's. */
  #step(rehearsed: number): Float32Array {
    const { rows } = this.#joint;
    try {
      this.network.step(rows, this.#joint.options);
    } catch (error) {
      throw blame(error, rows, rehearsed);
    }
    const { rowLosses } = this.network;
    if (rehearsed > 0) this.memory?.updatePriorities?.(rows.ids, rowLosses, rehearsed);
    this.#statistics.steps += 1;
    this.#statistics.trainedRows += rows.size;
    this.#statistics.rehearsedRows += rehearsed;
    return rowLosses;
  }

  #estimate(method: ConsolidationMethod, rows: Batch | undefined): number {
    if (rows) {
      checkBatch(rows, this.#inputWidth, this.#targetWidth);
      method.consolidate(this.network, rows);
      return rows.size;
    }
    const wanted = Math.min(this.#consolidationRows, this.network.maxBatch);
    this.#joint.reserve(wanted);
    this.#joint.draw(wanted, this.#consolidationStrategy);
    method.consolidate(this.network, this.#joint.rows);
    return this.#joint.rows.size;
  }

  #place(values: ArrayLike<number>, column: Float32Array, what: string): void {
    if (values.length !== column.length)
      throw new LearnerError('SHAPE', `${what} has ${values.length} values, wanted ${column.length}`);
    column.set(values);
  }
}

/** Says which row it was in terms of what the caller knows: the new rows it handed over, or the memory's ids. */
function blame(error: unknown, rows: RehearsalBatch, rehearsed: number): unknown {
  if (!LearnerError.is(error) || error.code !== 'NON_FINITE' || error.row === undefined) return error;
  const row = error.row - rehearsed;
  if (row >= 0) {
    const message = `the loss of new row ${row} is not finite; check its inputs and targets, or lower the learning rate`;
    return new LearnerError('NON_FINITE', message, { row, cause: error });
  }
  const message = `the loss of the rehearsed row with id ${rows.ids[error.row]} is not finite; lower the learning rate`;
  return new LearnerError('NON_FINITE', message, { cause: error });
}
