import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { LastValue } from '../baselines/last-value.js';
import { RunningMean } from '../baselines/running-mean.js';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { RegressionTally } from '../metrics/regression-tally.js';
import type { EvaluationState } from '../state.js';
import { LateLabels } from './late-labels.js';
import type { PrequentialOptions } from './prequential-options.js';

const NAMES: OptionNames<PrequentialOptions> = {
  window: true,
  fading: true,
  labelDelay: true,
};
const FORMAT = new StateFormat('prequential-regression', 2, EvaluationError);

/** The figures of a regression over one kind of average, in the target's unit. What is not defined yet is null. */
export type RegressionFigures = {
  readonly mae: number | null;
  readonly rmse: number | null;
  readonly r2: number | null;
};

type Averages = {
  readonly running: RegressionFigures;
  readonly windowed: RegressionFigures;
  readonly fading: RegressionFigures;
};

/** A regression's figures beside those of its baselines, each over three kinds of average. */
export type RegressionReport = Averages & {
  readonly rows: number;
  readonly baselines: { readonly mean: Averages; readonly lastValue: Averages };
};

/**
 * Scores a regression that predicts each row before it learns from it, beside two baselines that do the same: the
 * mean of the targets so far and the last target. Each knows only labels that had come when it predicts, and a row for which it has
 * none does not count for it. `skip` takes in a row of which nobody could say anything: it counts for no figure.
 *
 * @example
 * ```ts
 * const evaluation = new PrequentialRegression({ window: 500 });
 * evaluation.update(42, 40); // target, prediction
 * evaluation.report().running.mae; // 2
 * ```
 */
export class PrequentialRegression {
  // model, mean, last value: each running, windowed, fading
  #tallies: readonly RegressionTally[];
  #mean: RunningMean = new RunningMean();
  #last: LastValue = new LastValue();
  #late: LateLabels = new LateLabels();
  #rows = 0;
  #labelDelay: number;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: PrequentialOptions = {}) {
    check.names('PrequentialRegression', options, NAMES);
    const { window = 1000, fading = 0.999, labelDelay = 0 } = options;
    check.wholeNumber('labelDelay', labelDelay, { min: 0 });
    this.#labelDelay = labelDelay;
    this.#tallies = [0, 1, 2].flatMap(() => [
      new RegressionTally(),
      new RegressionTally({ window }),
      new RegressionTally({ fading }),
    ]);
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
   * Scores one row. Amortised O(1).
   *
   * @param target - in the user's unit.
   * @param prediction - in the same unit, made before the row was learned.
   * @throws EvaluationError `VALUE` if either is not finite; nothing is changed then.
   */
  update(target: number, prediction: number): void {
    checkFinite(target, 'target');
    checkFinite(prediction, 'prediction');
    this.#learnArrived();
    const tallies = this.#tallies;
    const mean = this.#mean.predict();
    for (let average = 0; average < 3; average += 1) {
      tallies[average]!.update(target, prediction);
      if (this.#mean.ready) tallies[3 + average]!.update(target, mean);
      if (this.#last.ready) tallies[6 + average]!.update(target, this.#last.predict());
    }
    this.#late.push(target);
    this.#rows += 1;
  }

  /**
   * Takes in a row of which nobody could say anything, as before the first label: it is not scored, and its label is learned by the
   * baselines when it has come.
   *
   * @throws EvaluationError `VALUE` if the target is not finite; nothing is changed then.
   */
  skip(target: number): void {
    checkFinite(target, 'target');
    this.#learnArrived();
    this.#late.push(target);
  }

  /**
   * Scores a batch of rows in order.
   *
   * @param targets - `[rows]`.
   * @param predictions - `[rows]`.
   * @param rows - rows in use.
   * @throws EvaluationError `SHAPE` if there are fewer; `VALUE` as `update`, the rows before the bad one are counted.
   */
  updateBatch(
    targets: ArrayLike<number>,
    predictions: ArrayLike<number>,
    rows: number = targets.length,
  ): void {
    if (!(rows <= targets.length && rows <= predictions.length))
      throw new EvaluationError(
        'SHAPE',
        `${rows} rows are wanted, there are ${targets.length} targets and ${predictions.length} predictions`,
      );
    for (let row = 0; row < rows; row += 1) this.update(targets[row]!, predictions[row]!);
  }

  /** Mean absolute error of the model over the window alone; null before the first row. O(window). */
  get windowedMae(): number | null {
    return defined(this.#tallies[1]!.meanAbsoluteError);
  }

  /** Makes the figures so far. O(window): for a progress line, not for every row. */
  report(): RegressionReport {
    const [model, mean, last] = [0, 3, 6].map((first) => ({
      running: figures(this.#tallies[first]!),
      windowed: figures(this.#tallies[first + 1]!),
      fading: figures(this.#tallies[first + 2]!),
    }));
    return { rows: this.#rows, ...model!, baselines: { mean: mean!, lastValue: last! } };
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'prequential-regression'> {
    return {
      ...FORMAT.header,
      rows: this.#rows,
      tallies: this.#tallies.map((tally) => tally.state()),
      mean: this.#mean.state(),
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
  static from(state: StateTree): PrequentialRegression {
    const reader = FORMAT.read(state);
    const evaluation = new PrequentialRegression();
    evaluation.#rows = reader.count('rows');
    evaluation.#tallies = reader.trees('tallies', 9).map(RegressionTally.from);
    evaluation.#mean = reader.restore('mean', RunningMean.from);
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
      this.#mean.learn(label);
      this.#last.learn(label);
    }
  }
}

function figures(tally: RegressionTally): RegressionFigures {
  return {
    mae: defined(tally.meanAbsoluteError),
    rmse: defined(tally.rootMeanSquaredError),
    r2: defined(tally.r2),
  };
}

function defined(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
