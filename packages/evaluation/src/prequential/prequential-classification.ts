import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { LastValue } from '../baselines/last-value.js';
import { MajorityClass } from '../baselines/majority-class.js';
import { check } from '../check.js';
import { checkClasses, checkProbability } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { ConfusionMatrix } from '../metrics/confusion-matrix.js';
import { LogLoss } from '../metrics/log-loss.js';
import type { EvaluationState } from '../state.js';
import { ClassScores } from './class-scores.js';
import type { ClassificationReport } from './classification-report.js';
import { LateLabels } from './late-labels.js';
import type { PrequentialOptions } from './prequential-options.js';

const NAMES: OptionNames<PrequentialClassificationOptions> = {
  window: true,
  fading: true,
  positive: true,
  labelDelay: true,
};
const FORMAT = new StateFormat('prequential-classification', 2, EvaluationError);

/** Options of a classifier's evaluation. */
export type PrequentialClassificationOptions = PrequentialOptions & {
  /** Index of the class that F1 and ROC AUC call positive when there are two. Default 1. */
  readonly positive?: number;
};

const MOST_CONFUSED = 256;

/**
 * Scores a classifier that predicts each row before it learns from it, beside two baselines that do the same: the
 * class met most often so far and the class of the last row. As in River, a baseline predicts each row from the rows
 * before it, of those whose labels had come, and a row for which it has no prediction does not count for it. `skip` takes in a row of
 * which nobody could say anything: it counts for no figure.
 *
 * @example
 * ```ts
 * const evaluation = new PrequentialClassification();
 * evaluation.updateProbabilities(1, [0.2, 0.8]);
 * evaluation.report().running.accuracy; // 1
 * ```
 */
export class PrequentialClassification {
  readonly #positive: number;
  #running: ClassScores;
  #windowed: ClassScores;
  #fading: ClassScores;
  #confusion: ConfusionMatrix | undefined = new ConfusionMatrix();
  #majority: MajorityClass = new MajorityClass();
  #last: LastValue = new LastValue();
  #late: LateLabels = new LateLabels();
  #rows = 0;
  #classCount = 0;
  #labelDelay: number;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: PrequentialClassificationOptions = {}) {
    check.names('PrequentialClassification', options, NAMES);
    const { window = 1000, fading = 0.999, positive = 1, labelDelay = 0 } = options;
    check.wholeNumber('positive', positive, { min: 0 });
    check.wholeNumber('labelDelay', labelDelay, { min: 0 });
    this.#labelDelay = labelDelay;
    this.#positive = positive;
    this.#running = new ClassScores({});
    this.#windowed = new ClassScores({ window });
    this.#fading = new ClassScores({ fading });
  }

  /** Rows scored so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Rows between the next prediction and its label; it may be another for each row. */
  get labelDelay(): number {
    return this.#labelDelay;
  }

  set labelDelay(rows: number) {
    check.wholeNumber('labelDelay', rows, { min: 0 });
    this.#labelDelay = rows;
  }

  /**
   * Scores one row. Amortised O(1); allocates only when a class is met for the first time.
   *
   * @param target - index of the row's class.
   * @param predicted - index of the predicted class, or -1 for "none yet", which is never right.
   * @param probability - what the prediction gave to `target`, 0 to 1; left out, the row has no log loss.
   * @param score - what it gave to the positive class, 0 to 1; left out, the row has no ROC AUC.
   * @throws EvaluationError `VALUE` if one of them is anything else; nothing is changed then.
   */
  update(target: number, predicted: number, probability?: number, score?: number): void {
    checkClasses(target, predicted);
    if (probability !== undefined) checkProbability(probability, 'probability of the target');
    if (score !== undefined) checkProbability(score, 'probability of the positive class');
    this.#learnArrived();
    const highest = Math.max(target, predicted);
    if (highest >= this.#classCount) this.#classCount = highest + 1;
    if (highest >= MOST_CONFUSED) this.#confusion = undefined;
    this.#confusion?.update(target, predicted);
    this.#running.update(target, predicted);
    this.#windowed.update(target, predicted);
    this.#fading.update(target, predicted);
    if (probability !== undefined) {
      const loss = LogLoss.of(probability);
      const priorLoss = this.#last.ready ? LogLoss.of(this.#majority.probability(target)) : undefined;
      this.#running.updateProbability(loss, priorLoss);
      this.#windowed.updateProbability(loss, priorLoss);
      this.#fading.updateProbability(loss, priorLoss);
    }
    if (score !== undefined && this.#classCount <= 2) {
      const positive = target === this.#positive ? 1 : 0;
      this.#running.updateRank(positive, score);
      this.#windowed.updateRank(positive, score);
      this.#fading.updateRank(positive, score);
    }
    if (this.#last.ready) {
      const majority = this.#majority.predict();
      const last = this.#last.predict();
      this.#running.updateBaselines(target, majority, last);
      this.#windowed.updateBaselines(target, majority, last);
      this.#fading.updateBaselines(target, majority, last);
    }
    this.#late.push(target);
    this.#rows += 1;
  }

  /**
   * Takes in a row of which nobody could say anything, as before the first label: it is not scored, and its label is learned by the
   * baselines when it has come.
   *
   * @throws EvaluationError `VALUE` if the target is not the index of a class; nothing is changed then.
   */
  skip(target: number): void {
    checkClasses(target, -1);
    this.#learnArrived();
    if (target >= this.#classCount) this.#classCount = target + 1;
    if (target >= MOST_CONFUSED) this.#confusion = undefined;
    this.#late.push(target);
  }

  /**
   * Scores one row by the probabilities that it was given; the first of the highest is the prediction.
   *
   * @param target - index of the row's class; one beyond `width` is a class that the model does not know yet: wrong,
   *   with probability 0.
   * @param probabilities - `[width]` from `offset` on. A width of 1 is the probability of class 1 against class 0,
   *   which is the prediction from 0.5 on (inclusive).
   * @throws EvaluationError `VALUE` if the target or a probability is not what it should be, `SHAPE` if fewer than
   *   `width` are there; nothing is changed then.
   */
  updateProbabilities(
    target: number,
    probabilities: ArrayLike<number>,
    offset = 0,
    width: number = probabilities.length - offset,
  ): void {
    if (!(width >= 1 && offset >= 0 && offset + width <= probabilities.length))
      throw new EvaluationError(
        'SHAPE',
        `probabilities ${offset} to ${offset + width - 1} are wanted, there are ${probabilities.length}`,
      );
    if (width === 1) {
      const score = probabilities[offset]!;
      this.update(
        target,
        score >= 0.5 ? 1 : 0,
        target === 1 ? score : target === 0 ? 1 - score : 0,
        this.#positive === 1 ? score : 1 - score,
      );
      return;
    }
    let best = 0;
    for (let index = 0; index < width; index += 1) {
      const probability = probabilities[offset + index]!;
      if (Number.isNaN(probability)) checkProbability(probability, `probability of class ${index}`);
      if (probability > probabilities[offset + best]!) best = index;
    }
    this.update(
      target,
      best,
      target < width ? (probabilities[offset + target] ?? 0) : 0,
      width === 2 ? probabilities[offset + this.#positive] : undefined,
    );
  }

  /**
   * Scores a batch of rows in order.
   *
   * @param targets - `[rows]` indexes of classes.
   * @param probabilities - `[rows, width]`, row-major.
   * @param rows - rows in use, ≤ `targets.length`.
   * @throws EvaluationError as `updateProbabilities`; the rows before the bad one are counted then.
   */
  updateBatch(
    targets: ArrayLike<number>,
    probabilities: ArrayLike<number>,
    rows: number = targets.length,
    width: number = probabilities.length / rows,
  ): void {
    if (!(rows <= targets.length && Number.isInteger(width) && rows * width <= probabilities.length))
      throw new EvaluationError(
        'SHAPE',
        `${rows} rows of ${width} probabilities are wanted, there are ${targets.length} targets and ${probabilities.length} probabilities`,
      );
    for (let row = 0; row < rows; row += 1)
      this.updateProbabilities(targets[row]!, probabilities, row * width, width);
  }

  /** Accuracy of the model over the window alone; null before the first row. O(1). */
  get windowedAccuracy(): number | null {
    return this.#windowed.accuracy;
  }

  /** Log loss of always giving the shares of the classes so far, over all rows; null before the first. O(1). */
  get priorLogLoss(): number | null {
    return this.#running.priorLogLoss;
  }

  /** Makes the figures so far. O(window log window + classes²): for a progress line, not for every row. */
  report(): ClassificationReport {
    const binary = this.#classCount <= 2;
    const positive = this.#positive;
    return {
      rows: this.#rows,
      classCount: this.#classCount,
      running: this.#running.figures(positive, binary),
      windowed: this.#windowed.figures(positive, binary),
      fading: this.#fading.figures(positive, binary),
      rocAucErrorBound: binary ? this.#running.rocAucErrorBound : null,
      baselines: {
        majorityClass: {
          running: this.#running.majorityFigures(positive, binary),
          windowed: this.#windowed.majorityFigures(positive, binary),
          fading: this.#fading.majorityFigures(positive, binary),
        },
        lastClass: {
          running: this.#running.lastFigures(positive, binary),
          windowed: this.#windowed.lastFigures(positive, binary),
          fading: this.#fading.lastFigures(positive, binary),
        },
      },
      confusion: this.#confusion?.value ?? null,
    };
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'prequential-classification'> {
    return {
      ...FORMAT.header,
      positive: this.#positive,
      rows: this.#rows,
      classCount: this.#classCount,
      running: this.#running.state(),
      windowed: this.#windowed.state(),
      fading: this.#fading.state(),
      confusion: this.#confusion?.state() ?? null,
      majority: this.#majority.state(),
      last: this.#last.state(),
      labelDelay: this.#labelDelay,
      late: this.#late.state(),
    };
  }

  /**
   * Restores an evaluation from its `state()`, options included.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): PrequentialClassification {
    const reader = FORMAT.read(state);
    const evaluation = new PrequentialClassification({ positive: reader.count('positive') });
    evaluation.#rows = reader.count('rows');
    evaluation.#classCount = reader.count('classCount');
    evaluation.#running = reader.restore('running', ClassScores.from);
    evaluation.#windowed = reader.restore('windowed', ClassScores.from);
    evaluation.#fading = reader.restore('fading', ClassScores.from);
    // Null, not missing: there were too many classes.
    evaluation.#confusion =
      state['confusion'] === null ? undefined : reader.restore('confusion', ConfusionMatrix.from);
    evaluation.#majority = reader.restore('majority', MajorityClass.from);
    evaluation.#last = reader.restore('last', LastValue.from);
    evaluation.#labelDelay = reader.count('labelDelay');
    evaluation.#late = LateLabels.from(reader.child('late'));
    return evaluation;
  }

  /** Lets the baselines learn the labels that have come. */
  #learnArrived(): void {
    for (;;) {
      const label = this.#late.take(this.#labelDelay);
      if (Number.isNaN(label)) return;
      this.#majority.learn(label);
      this.#last.learn(label);
    }
  }
}
