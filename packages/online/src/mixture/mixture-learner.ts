import { StateFormat, type StateReader, type StateTree } from '@graph/core';
import {
  type ConsolidationResult,
  type LearnerStats,
  type LearnResult,
  type Network,
  SmoothedLoss,
  type SmoothedLossState,
} from '@graph/learner';
import { OnlineError } from '../errors.js';
import type { AnsweredRows } from '../rows/answered-rows.js';
import type { RowMemory } from '../session/row-memory.js';
import type { SessionLearner } from '../session/session-learner.js';
import type { TableCodec } from '../table/table-codec.js';
import { EarlyRows } from './early-rows.js';
import type { TableMixture } from './table-mixture.js';

/** New rows over which the loss that is reported fades. */
const HORIZON = 500;
/** Steps of rehearsal alone in each consolidation. */
const CONSOLIDATION_STEPS = 8;

const FORMAT = new StateFormat('mixture-learner', 1, OnlineError);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a mixture learns from: rows whose labels have come, and the memory that takes them. */
export type MixtureSource = {
  readonly mixture: TableMixture;
  readonly memory: RowMemory;
  readonly codec: Pick<TableCodec, 'isWild' | 'schema'>;
  /** Puts a mixture that knows nothing in the place of the present one. */
  renew(): void;
  readonly due: AnsweredRows;
  /** Rows that came between the predictions and the labels of the rows that are due. */
  delay(): number;
};

/** Lets a mixture learn row by row, as soon as the label of each has come, and remembers the rows. */
export class MixtureLearner implements SessionLearner {
  readonly newRowsPerStep = 1;
  readonly #source: MixtureSource;
  readonly #result: Mutable<LearnResult> = {
    loss: Number.NaN,
    rehearsedLoss: Number.NaN,
    trainedRows: 0,
    newRows: 0,
    rehearsedRows: 0,
  };
  readonly #smoothed: SmoothedLoss;
  /** `[rows, lagWidth]`, of the rows that are being learned. */
  #lags: Float32Array = new Float32Array(0);
  /** What the memory is given: the same object each time. */
  readonly #columns: object = {};
  readonly #early: EarlyRows;
  #examples: number;
  #lossSum: number;
  #bestLoss: number;
  #consolidations: number;

  /** @param state - of an earlier one, without the mixture and the memory. */
  constructor(source: MixtureSource, state?: StateTree) {
    const reader: StateReader | undefined = state === undefined ? undefined : FORMAT.read(state);
    this.#source = source;
    this.#smoothed =
      reader?.restore('smoothed', (saved: SmoothedLossState) => SmoothedLoss.from(saved, HORIZON)) ??
      new SmoothedLoss(HORIZON);
    this.#examples = reader?.count('examples') ?? 0;
    this.#lossSum = reader?.number('lossSum') ?? 0;
    this.#bestLoss = reader?.anyNumber('bestLoss') ?? Number.POSITIVE_INFINITY;
    this.#consolidations = reader?.count('consolidations') ?? 0;
    this.#early = new EarlyRows(reader?.array('early', Uint8Array));
    source.mixture.attach(source.memory);
  }

  get network(): Network {
    return this.#source.mixture.network;
  }

  /** Learns from the rows that are due, and remembers them. */
  learnBatch(): Readonly<LearnResult> {
    const { mixture, memory, due, codec } = this.#source;
    const { rows, views } = due;
    const { inputs, targets, domains, size } = rows;
    const { work } = mixture;
    const { trainedRows, rehearsedRows, rehearsedLossSum } = work;
    const delay = this.#source.delay();
    if (this.#lags.length < size * mixture.lagWidth) this.#lags = new Float32Array(size * mixture.lagWidth);
    let sum = 0;
    let learned = 0;
    for (let row = 0; row < size; row += 1) {
      const isWild = codec.isWild(rows, row);
      this.#early.update(isWild);
      if (isWild) {
        mixture.skip(rows, row, views.values, views.offset(row), views.width(row));
        this.#lags.set(mixture.lags, row * mixture.lagWidth);
        continue;
      }
      learned += 1;
      const loss = mixture.learn(rows, row, views.values, views.offset(row), views.width(row), delay);
      // A row is remembered with the labels that it saw when it was predicted.
      this.#lags.set(mixture.lags, row * mixture.lagWidth);
      this.#smoothed.update(loss, 1);
      this.#bestLoss = Math.min(this.#bestLoss, this.#smoothed.value);
      sum += loss;
    }
    memory.add(Object.assign(this.#columns, { size, inputs, targets, domains, lags: this.#lags }));
    this.#examples += learned;
    this.#lossSum += sum;
    const result = this.#result;
    result.newRows = learned;
    result.loss = sum / learned;
    result.trainedRows = work.trainedRows - trainedRows;
    result.rehearsedRows = work.rehearsedRows - rehearsedRows;
    result.rehearsedLoss = (work.rehearsedLossSum - rehearsedLossSum) / result.rehearsedRows;
    if (this.#early.isDue) this.#early.review(this.#source);
    return result;
  }

  consolidate(): ConsolidationResult {
    const { work } = this.#source.mixture;
    const { rehearsedRows, rehearsedLossSum, steps } = work;
    this.#source.mixture.consolidate(CONSOLIDATION_STEPS);
    this.#consolidations += 1;
    const rows = work.rehearsedRows - rehearsedRows;
    const loss = (work.rehearsedLossSum - rehearsedLossSum) / rows;
    return { steps: work.steps - steps, rows, loss, estimatedFrom: 0 };
  }

  stats(): LearnerStats {
    const { steps, trainedRows, rehearsedRows } = this.#source.mixture.work;
    return {
      examples: this.#examples,
      batches: this.#examples,
      steps,
      trainedRows,
      rehearsedRows,
      consolidations: this.#consolidations,
      averageLoss: this.#lossSum / this.#examples,
      smoothedLoss: this.#smoothed.value,
      bestLoss: this.#examples === 0 ? Number.NaN : this.#bestLoss,
      learningRate: this.network.learningRate,
      domains: [],
    };
  }

  state(): StateTree & { readonly network: null } {
    return {
      ...FORMAT.header,
      network: null,
      smoothed: this.#smoothed.state(),
      examples: this.#examples,
      lossSum: this.#lossSum,
      bestLoss: this.#bestLoss,
      consolidations: this.#consolidations,
      early: this.#early.state(),
    };
  }
}
