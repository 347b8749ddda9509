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

  /** @param state - of an earlier one for the same targets. */
  constructor(targets: readonly TargetSchema[], state?: StateTree) {
    this.#targets = targets;
    const isNumber = targets[0]!.task === 'regression';
    const reader = state === undefined ? undefined : new StateReader(state, 'the score', OnlineError);
    const parts = reader?.trees('parts', targets.length);
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
   */
  update(truths: Float64Array, row: number, answers: Float64Array, offset: number, width: number): void {
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

  /** Log loss of always giving the shares of the classes so far; null for numbers, and before the first row. */
  get priorLogLoss(): number | null {
    return this.#classifications[0]?.report().baselines.majorityClass.running.logLoss ?? null;
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

  #figures(target: number): Figures & { readonly rows: number } {
    const classification = this.#classifications[target]?.report();
    if (classification !== undefined) {
      const { rows, running, baselines, confusion } = classification;
      const { lastClass, majorityClass } = baselines;
      return { rows, ...withBaselines(running, majorityClass.running, lastClass.running), confusion };
    }
    const { rows, running, baselines } = this.#regressions[target]!.report();
    return { rows, ...withBaselines(running, baselines.mean.running, baselines.lastValue.running) };
  }

  /** The figure of the last rows. */
  progress(): StreamProgress {
    const [classification] = this.#classifications;
    return classification === undefined
      ? { metric: 'mae', value: this.#regressions[0]!.report().windowed.mae }
      : { metric: 'accuracy', value: classification.report().windowed.accuracy };
  }

  state(): StateTree {
    return {
      parts: [...this.#classifications, ...this.#regressions].map((part) => part.state()),
    };
  }
}
