import { StateReader, type StateTree } from '@graph/core';
import { PrequentialClassification, PrequentialRegression } from '@graph/evaluation';
import type { TargetSchema } from '@graph/stream';
import { OnlineError } from '../errors.js';
import type { StreamMetrics, StreamProgress } from '../session/reports.js';
import { type Figures, withBaselines } from './with-baselines.js';

/** How well a table was predicted, each row before it was learned from, beside guesses that need no model. */
export class StreamScore {
  readonly #targets: readonly TargetSchema[];
  /** One for each yes or no, or the one of a class. */
  readonly #classifications: readonly PrequentialClassification[];
  /** One for each number. */
  readonly #regressions: readonly PrequentialRegression[];
  /** Rows of which nothing could be said. */
  #skipped: number;

  /** @param state - of an earlier one for the same targets. */
  constructor(targets: readonly TargetSchema[], state?: StateTree) {
    this.#targets = targets;
    const isNumber = targets[0]!.task === 'regression';
    const reader = state === undefined ? undefined : new StateReader(state, 'the score', OnlineError);
    const parts = reader?.trees('parts', targets.length);
    this.#skipped = reader?.count('skipped') ?? 0;
    this.#classifications = isNumber
      ? []
      : targets.map((_, at) =>
          parts === undefined ? new PrequentialClassification() : PrequentialClassification.from(parts[at]!),
        );
    this.#regressions = isNumber
      ? targets.map((_, at) =>
          parts === undefined ? new PrequentialRegression() : PrequentialRegression.from(parts[at]!),
        )
      : [];
  }

  /**
   * Scores one row.
   *
   * @param truths - the row's targets from `row` on, in the user's unit or as indices of classes.
   * @param answers - from `offset` on `width` probabilities, of the classes or of each yes, or a number for each target
   * in the user's unit.
   * @param delay - rows that came between the prediction and its label: guesses know no label either that had not come.
   */
  update(
    truths: Float64Array,
    row: number,
    answers: Float64Array,
    offset: number,
    width: number,
    delay = 0,
  ): void {
    this.#wait(delay);
    const classes = this.#targets[0]!.task === 'class' ? width : 1;
    for (let target = 0; target < this.#classifications.length; target += 1)
      this.#classifications[target]!.updateProbabilities(
        truths[row + target]!,
        answers,
        offset + target,
        classes,
      );
    for (let target = 0; target < this.#regressions.length; target += 1)
      this.#regressions[target]!.update(truths[row + target]!, answers[offset + target]!);
  }

  /**
   * Takes in a row of which nothing could be said, because no label had come: it counts for no figure, that of a guess neither.
   *
   * @param truths - as `update`.
   */
  skip(truths: Float64Array, row: number, delay = 0): void {
    this.#wait(delay);
    this.#skipped += 1;
    for (const [target, part] of [...this.#classifications, ...this.#regressions].entries())
      part.skip(truths[row + target]!);
  }

  #wait(delay: number): void {
    for (const part of this.#classifications) part.labelDelay = delay;
    for (const part of this.#regressions) part.labelDelay = delay;
  }

  /** Log loss of always giving the shares of the classes so far; null for numbers, and before the first row. */
  get priorLogLoss(): number | null {
    return this.#classifications[0]?.priorLogLoss ?? null;
  }

  /** The figures over the whole stream; of several targets those of the first, and all of them in `targets`. */
  metrics(classes: readonly string[]): StreamMetrics {
    const { task } = this.#targets[0]!;
    const figures = this.#targets.map((_, at) => this.#figures(at));
    return {
      task: task === 'class' ? 'multiclass' : task,
      ...figures[0]!,
      ...(task !== 'regression' && { classes }),
      ...(figures.length > 1 && {
        targets: figures.map((each, at) => ({ name: this.#targets[at]!.name, ...each })),
      }),
    };
  }

  #figures(target: number): Figures & { readonly rows: number; readonly scoredRows: number } {
    const rowsOf = (scored: number) => ({ rows: scored + this.#skipped, scoredRows: scored });
    const classification = this.#classifications[target]?.report();
    if (classification !== undefined) {
      const { rows, running, baselines, confusion } = classification;
      const { lastClass, majorityClass } = baselines;
      return {
        ...rowsOf(rows),
        ...withBaselines(running, majorityClass.running, lastClass.running),
        confusion,
      };
    }
    const { rows, running, baselines } = this.#regressions[target]!.report();
    return {
      ...rowsOf(rows),
      ...withBaselines(running, baselines.mean.running, baselines.lastValue.running),
    };
  }

  /** The figure of the last rows. */
  progress(): StreamProgress {
    const [classification] = this.#classifications;
    return classification === undefined
      ? { metric: 'mae', value: this.#regressions[0]!.windowedMae }
      : { metric: 'accuracy', value: classification.windowedAccuracy };
  }

  state(): StateTree {
    return {
      skipped: this.#skipped,
      parts: [...this.#classifications, ...this.#regressions].map((part) => part.state()),
    };
  }
}
