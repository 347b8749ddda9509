import { SmoothedLoss, type SmoothedLossState } from './smoothed-loss.js';

const HORIZON = 500;

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
  /** New rows by domain, as many entries as the highest domain seen so far has. */
  readonly domains: readonly { readonly examples: number; readonly averageLoss: number }[];
};

/** The whole state of the counters. */
export type LearnerStatisticsState = {
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

  static from(state: LearnerStatisticsState): LearnerStatistics {
    const statistics = new LearnerStatistics();
    statistics.batches = state.batches;
    statistics.steps = state.steps;
    statistics.trainedRows = state.trainedRows;
    statistics.rehearsedRows = state.rehearsedRows;
    statistics.consolidations = state.consolidations;
    statistics.#lossSum = state.lossSum;
    statistics.#bestLoss = state.bestLoss;
    statistics.#smoothed = SmoothedLoss.from(state.smoothed, HORIZON);
    statistics.#domainExamples = Float64Array.from(state.domainExamples);
    statistics.#domainLosses = Float64Array.from(state.domainLosses);
    statistics.#examples = state.domainExamples.reduce((sum, examples) => sum + examples, 0);
    return statistics;
  }

  /** Takes in `rows` new rows whose losses stand in `rowLosses` from `offset` on; returns their mean loss. */
  addBatch(rowLosses: Float32Array, offset: number, domains: Uint16Array, rows: number): number {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const domain = domains[row]!;
      if (domain >= this.#domainExamples.length) this.#reach(domain);
      this.#domainExamples[domain]! += 1;
      this.#domainLosses[domain]! += rowLosses[offset + row]!;
      sum += rowLosses[offset + row]!;
    }
    this.batches += 1;
    this.#examples += rows;
    this.#lossSum += sum;
    this.#smoothed.add(sum / rows, rows);
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
