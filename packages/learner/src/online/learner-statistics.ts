import { StateFormat, type StateHeader } from '@graph/core';
import { LearnerError } from '../learner-error.js';
import { SmoothedLoss, type SmoothedLossState } from './smoothed-loss.js';

const HORIZON = 500;
const FORMAT = new StateFormat('learner-statistics', 1, LearnerError);

/** What a learner has done so far. Losses are of new rows, before they were learned from; NaN before the first. */
export type LearnerStats = {
  /** New rows. */
  readonly examples: number;
  /** Calls with new rows. */
  readonly batches: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** Rows that went through an optimizer step: new and rehearsed ones. */
  readonly trainedRows: number;
  readonly rehearsedRows: number;
  readonly consolidations: number;
  /** Mean over all new rows. */
  readonly averageLoss: number;
  /** Running mean of about the last 500 new rows, and the lowest that it has been. */
  readonly smoothedLoss: number;
  readonly bestLoss: number;
  readonly learningRate: number;
  /** New rows of batches that had a column `domains`, by domain up to the highest so far. */
  readonly domains: readonly { readonly examples: number; readonly averageLoss: number }[];
};

/** The whole state of the counters. */
export type LearnerStatisticsState = StateHeader<'learner-statistics'> & {
  readonly examples: number;
  readonly batches: number;
  readonly steps: number;
  readonly trainedRows: number;
  readonly rehearsedRows: number;
  readonly consolidations: number;
  readonly lossSum: number;
  readonly bestLoss: number;
  readonly smoothed: SmoothedLossState;
  readonly domainExamples: Float64Array;
  readonly domainLosses: Float64Array;
};

/** The counters of an `OnlineLearner`. Adding to them allocates nothing, except for a domain higher than any before. */
export class LearnerStatistics {
  batches = 0;
  steps = 0;
  trainedRows = 0;
  rehearsedRows = 0;
  consolidations = 0;
  #examples = 0;
  #lossSum = 0;
  #bestLoss = Number.POSITIVE_INFINITY;
  #smoothed: SmoothedLoss = new SmoothedLoss(HORIZON);
  #domainExamples: Float64Array<ArrayBuffer> = new Float64Array(0);
  #domainLosses: Float64Array<ArrayBuffer> = new Float64Array(0);

  /** Restores the counters from their `state()`. @throws LearnerError `STATE` */
  static from(state: LearnerStatisticsState): LearnerStatistics {
    const reader = FORMAT.read(state);
    const statistics = new LearnerStatistics();
    statistics.batches = reader.count('batches');
    statistics.steps = reader.count('steps');
    statistics.trainedRows = reader.count('trainedRows');
    statistics.rehearsedRows = reader.count('rehearsedRows');
    statistics.consolidations = reader.count('consolidations');
    statistics.#examples = reader.count('examples');
    statistics.#lossSum = reader.anyNumber('lossSum');
    statistics.#bestLoss = reader.anyNumber('bestLoss');
    statistics.#smoothed = reader.restore('smoothed', (part) => SmoothedLoss.from(part, HORIZON));
    statistics.#domainExamples = reader.floats('domainExamples');
    statistics.#domainLosses = reader.floats('domainLosses', statistics.#domainExamples.length);
    return statistics;
  }

  /** Takes in `rows` new rows whose losses are in `rowLosses` from `offset` on; returns their mean loss. */
  update(rowLosses: Float32Array, offset: number, domains: Uint16Array | undefined, rows: number): number {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const loss = rowLosses[offset + row]!;
      sum += loss;
      if (domains === undefined) continue;
      const domain = domains[row]!;
      if (domain >= this.#domainExamples.length) this.#reach(domain);
      this.#domainExamples[domain]! += 1;
      this.#domainLosses[domain]! += loss;
    }
    this.batches += 1;
    this.#examples += rows;
    this.#lossSum += sum;
    this.#smoothed.update(sum / rows, rows);
    this.#bestLoss = Math.min(this.#bestLoss, this.#smoothed.value);
    return sum / rows;
  }

  stats(learningRate: number): LearnerStats {
    const { batches, steps, trainedRows, rehearsedRows, consolidations } = this;
    return {
      examples: this.#examples,
      batches,
      steps,
      trainedRows,
      rehearsedRows,
      consolidations,
      averageLoss: this.#lossSum / this.#examples,
      smoothedLoss: this.#smoothed.value,
      bestLoss: batches === 0 ? Number.NaN : this.#bestLoss,
      learningRate,
      domains: Array.from(this.#domainExamples, (examples, domain) => ({
        examples,
        averageLoss: this.#domainLosses[domain]! / examples,
      })),
    };
  }

  state(): LearnerStatisticsState {
    const { batches, steps, trainedRows, rehearsedRows, consolidations } = this;
    return {
      ...FORMAT.header,
      examples: this.#examples,
      batches,
      steps,
      trainedRows,
      rehearsedRows,
      consolidations,
      lossSum: this.#lossSum,
      bestLoss: this.#bestLoss,
      smoothed: this.#smoothed.state(),
      domainExamples: this.#domainExamples.slice(),
      domainLosses: this.#domainLosses.slice(),
    };
  }

  #reach(domain: number): void {
    const wider = new Float64Array(domain + 1);
    wider.set(this.#domainExamples);
    this.#domainExamples = wider;
    const losses = new Float64Array(domain + 1);
    losses.set(this.#domainLosses);
    this.#domainLosses = losses;
  }
}
