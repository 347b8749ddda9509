import { type Batch, createBatch, ndArray, StateFormat, StateReader } from '@graph/core';
import type { NdArray } from 'ndarray';
import { check } from '../check.js';
import type { ConsolidationMethod } from '../consolidation/consolidation-method.js';
import { LearnerError } from '../learner-error.js';
import { Network } from '../network/network.js';
import type { PredictOptions } from '../network/network-options.js';
import { blameRow } from './blame-row.js';
import { checkBatch } from './check-batch.js';
import { DomainColumn } from './domain-column.js';
import { JointBatch } from './joint-batch.js';
import type { LearnerBatch, RememberedRows } from './learner-batch.js';
import { LearnerStatistics, type LearnerStats } from './learner-statistics.js';
import {
  type ConsolidationResult,
  type Example,
  type LearnResult,
  ONLINE_LEARNER_OPTION_NAMES,
  type OnlineLearnerOptions,
  type OnlineLearnerState,
} from './online-learner-options.js';
import type { RehearsalMemory } from './rehearsal-memory.js';

const FORMAT = new StateFormat('online-learner', 1, LearnerError);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Learns from a stream: each batch of new rows goes through optimizer steps jointly with rows drawn from the memory,
 * and is then remembered. Allocates nothing per step. The network may get wider, deeper or sparser between the calls.
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
  readonly #domains = new DomainColumn();
  #one: RememberedRows;
  readonly #result: Mutable<LearnResult> = {
    loss: Number.NaN,
    rehearsedLoss: Number.NaN,
    trainedRows: 0,
    newRows: 0,
    rehearsedRows: 0,
  };
  #statistics: LearnerStatistics = new LearnerStatistics();

  /**
   * @throws LearnerError `OPTION` if an option is out of its range or unknown, `SHAPE` if the memory's rows have other widths
   * than the network, and it cannot widen them.
   */
  constructor(options: OnlineLearnerOptions) {
    check.names('OnlineLearner', options, ONLINE_LEARNER_OPTION_NAMES);
    const { network, memory, batchSize = 32, replayRatio = 0.5, updatesPerBatch = 1 } = options;
    const { consolidation, consolidationSteps = 10, consolidationRows = 256 } = options;
    check.wholeNumber('batchSize', batchSize, { min: 1, max: network.maxBatch });
    check.number('replayRatio', replayRatio, { min: 0, below: 1 });
    check.wholeNumber('updatesPerBatch', updatesPerBatch, { min: 1 });
    check.wholeNumber('consolidationSteps', consolidationSteps, { min: 0 });
    check.wholeNumber('consolidationRows', consolidationRows, { min: 1 });
    this.network = network;
    this.memory = memory;
    this.batchSize = batchSize;
    this.replayRatio = replayRatio;
    this.updatesPerBatch = updatesPerBatch;
    this.rehearsedRowsPerStep = memory ? Math.min(Math.round(batchSize * replayRatio), batchSize - 1) : 0;
    this.newRowsPerStep = batchSize - this.rehearsedRowsPerStep;
    this.#joint = new JointBatch(memory, batchSize, network.inputWidth, network.outputWidth);
    this.#one = createRow(network);
    this.#consolidation = consolidation;
    this.#consolidationSteps = consolidationSteps;
    this.#consolidationRows = consolidationRows;
    this.#consolidationStrategy = options.consolidationStrategy;
    consolidation?.attach(network);
  }

  /**
   * Restores a learner from its `state()`. Give the same memory (restored from its own state) and the same methods.
   *
   * @throws LearnerError `STATE` if `state` is not the state of a learner, or was taken with another method; whatever
   * `Network.from` and the constructor throw.
   */
  static from(
    state: OnlineLearnerState,
    options: Pick<OnlineLearnerOptions, 'memory' | 'consolidation' | 'consolidationStrategy'> = {},
  ): OnlineLearner {
    const reader = FORMAT.read(state);
    const kind = reader.text('consolidation');
    const given = options.consolidation?.kind ?? 'none';
    if (kind !== given)
      throw new LearnerError(
        'STATE',
        `the state was taken with consolidation ${kind}, and ${given} was given; give the same`,
      );
    const settings = new StateReader(reader.tree('settings'), 'settings of online-learner', LearnerError);
    reader.tree('network');
    const network = Network.from(state.network);
    const learner = new OnlineLearner({
      ...options,
      network,
      batchSize: settings.count('batchSize', 1, network.maxBatch),
      replayRatio: settings.number('replayRatio', 0, 1 - Number.EPSILON / 2),
      updatesPerBatch: settings.count('updatesPerBatch', 1),
      consolidationSteps: settings.count('consolidationSteps', 0),
      consolidationRows: settings.count('consolidationRows', 1),
    });
    learner.#statistics = reader.restore('statistics', LearnerStatistics.from);
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
  learnBatch(newRows: LearnerBatch): LearnResult {
    const result = this.#result;
    const fresh = newRows.size;
    result.loss = Number.NaN;
    result.rehearsedLoss = Number.NaN;
    result.trainedRows = 0;
    result.newRows = fresh;
    result.rehearsedRows = 0;
    if (fresh === 0) return result;
    this.#fit();
    checkBatch(newRows, this.network);
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
      if (update === 0) result.loss = this.#statistics.update(rowLosses, rehearsed, newRows.domains, fresh);
      result.rehearsedRows += rehearsed;
      result.trainedRows += rehearsed + fresh;
    }
    if (result.rehearsedRows > 0) result.rehearsedLoss = rehearsedSum / result.rehearsedRows;
    this.memory?.add(this.#domains.of(newRows));
    return result;
  }

  /**
   * Learns from one example, as `learnBatch` does from a batch of one.
   *
   * @throws LearnerError as `learnBatch`.
   */
  learnOne({ input, target, domain = 0 }: Example): LearnResult {
    this.#fit();
    this.#place(input, this.#one.inputs.data, 'input');
    this.#place(target, this.#one.targets.data, 'target');
    this.#one.domains[0] = domain;
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
    this.#fit();
    this.#place(input, this.#one.inputs.data, 'input');
    const width = this.network.outputWidth;
    const out = ndArray(new Float32Array(width), [1, width]);
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
    this.#fit();
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
      ...FORMAT.header,
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

  /** Follows a network whose inputs or outputs were widened, and widens the memory with it. */
  #fit(): void {
    const { inputWidth, outputWidth } = this.network;
    const { inputs, targets } = this.#one;
    if (inputs.data.length === inputWidth && targets.data.length === outputWidth) return;
    this.#joint.widen(inputWidth, outputWidth);
    this.#one = createRow(this.network);
  }

  /** Takes one optimizer step with the joint batch, whose first `rehearsed` rows are the memory's. */
  #step(rehearsed: number): Float32Array {
    const { rows } = this.#joint;
    try {
      this.network.step(rows, this.#joint.options);
    } catch (error) {
      throw blameRow(error, rows, rehearsed);
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
      checkBatch(rows, this.network);
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

function createRow({ inputWidth, outputWidth }: Network): RememberedRows {
  return { ...createBatch(1, inputWidth, outputWidth), size: 1, domains: new Uint16Array(1) };
}
