import { StateFormat, type StateTree } from '@graph/core';
import type { Averaging } from '../averaging.js';
import { EvaluationError } from '../errors.js';
import { ClassTally } from '../metrics/class-tally.js';
import { Mean } from '../metrics/mean.js';
import { RocAuc } from '../metrics/roc-auc.js';
import type { EvaluationState } from '../state.js';

const FORMAT = new StateFormat('class-scores', 1, EvaluationError);

/** The figures of a classifier over one kind of average. What is not defined yet is null. */
export type ClassFigures = {
  readonly accuracy: number | null;
  readonly balancedAccuracy: number | null;
  /** Of the positive class; null when there are more than two classes. */
  readonly f1: number | null;
  readonly macroF1: number | null;
  /** In nats; null when predictions come without probabilities. */
  readonly logLoss: number | null;
  /** Of the positive class; null when there are more than two classes, and without probabilities. */
  readonly rocAuc: number | null;
};

/** The figures of a baseline: it ranks no row over another, so it has no ROC AUC. */
export type BaselineClassFigures = Omit<ClassFigures, 'rocAuc' | 'logLoss'> & {
  readonly logLoss: number | null;
};

/** All figures of a classifier and its baselines over one kind of average (all rows, a window, fading). */
export class ClassScores {
  #model: ClassTally;
  #majority: ClassTally;
  #last: ClassTally;
  #logLoss: Mean;
  #priorLogLoss: Mean;
  #rocAuc: RocAuc;

  constructor(averaging: Averaging) {
    this.#model = new ClassTally(averaging);
    this.#majority = new ClassTally(averaging);
    this.#last = new ClassTally(averaging);
    this.#logLoss = new Mean(averaging);
    this.#priorLogLoss = new Mean(averaging);
    this.#rocAuc = new RocAuc(averaging);
  }

  update(target: number, predicted: number): void {
    this.#model.update(target, predicted);
  }

  updateProbability(logLoss: number, priorLogLoss: number | undefined): void {
    this.#logLoss.update(logLoss);
    if (priorLogLoss !== undefined) this.#priorLogLoss.update(priorLogLoss);
  }

  updateRank(positive: number, score: number): void {
    this.#rocAuc.update(positive, score);
  }

  updateBaselines(target: number, majority: number, last: number): void {
    this.#majority.update(target, majority);
    this.#last.update(target, last);
  }

  get accuracy(): number | null {
    return defined(this.#model.accuracy);
  }

  get priorLogLoss(): number | null {
    return defined(this.#priorLogLoss.value);
  }

  figures(positive: number, binary: boolean): ClassFigures {
    return {
      ...countFigures(this.#model, positive, binary),
      logLoss: defined(this.#logLoss.value),
      rocAuc: binary ? defined(this.#rocAuc.value) : null,
    };
  }

  /** How far `rocAuc` can be from the exact area. */
  get rocAucErrorBound(): number | null {
    return defined(this.#rocAuc.errorBound);
  }

  majorityFigures(positive: number, binary: boolean): BaselineClassFigures {
    return { ...countFigures(this.#majority, positive, binary), logLoss: defined(this.#priorLogLoss.value) };
  }

  lastFigures(positive: number, binary: boolean): BaselineClassFigures {
    return { ...countFigures(this.#last, positive, binary), logLoss: null };
  }

  state(): EvaluationState<'class-scores'> {
    return {
      ...FORMAT.header,
      model: this.#model.state(),
      majority: this.#majority.state(),
      last: this.#last.state(),
      logLoss: this.#logLoss.state(),
      priorLogLoss: this.#priorLogLoss.state(),
      rocAuc: this.#rocAuc.state(),
    };
  }

  static from(state: StateTree): ClassScores {
    const reader = FORMAT.read(state);
    const scores = new ClassScores({});
    scores.#model = reader.restore('model', ClassTally.from);
    scores.#majority = reader.restore('majority', ClassTally.from);
    scores.#last = reader.restore('last', ClassTally.from);
    scores.#logLoss = reader.restore('logLoss', Mean.from);
    scores.#priorLogLoss = reader.restore('priorLogLoss', Mean.from);
    scores.#rocAuc = reader.restore('rocAuc', RocAuc.from);
    return scores;
  }
}

function countFigures(
  tally: ClassTally,
  positive: number,
  binary: boolean,
): Omit<ClassFigures, 'rocAuc' | 'logLoss'> {
  return {
    accuracy: defined(tally.accuracy),
    balancedAccuracy: defined(tally.balancedAccuracy),
    f1: binary ? defined(tally.f1(positive)) : null,
    macroF1: defined(tally.macroF1),
  };
}

function defined(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
