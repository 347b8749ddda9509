import { PrequentialClassification, PrequentialRegression } from '@graph/evaluation';
import type { TargetSchema } from '@graph/stream';
import type { StreamMetrics } from '../report/training-report.js';
import { short } from '../terminal/format.js';
import type { StateTree } from './shapes.js';

/** How well a stream was predicted, each row before it was learned from, beside the best that needs no model. */
export class StreamScore {
  readonly #targets: readonly TargetSchema[];
  /** One for each yes or no, or the one of a class. */
  readonly #classifications: readonly PrequentialClassification[];
  /** One for each number. */
  readonly #regressions: readonly PrequentialRegression[];

  constructor(targets: readonly TargetSchema[], state?: StateTree) {
    this.#targets = targets;
    const isNumber = targets[0]!.task === 'regression';
    const saved = state?.['parts'] as readonly StateTree[] | undefined;
    this.#classifications = isNumber
      ? []
      : targets.map((_, at) =>
          saved === undefined
            ? new PrequentialClassification()
            : PrequentialClassification.from(saved[at] as never),
        );
    this.#regressions = isNumber
      ? targets.map((_, at) =>
          saved === undefined ? new PrequentialRegression() : PrequentialRegression.from(saved[at] as never),
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
  add(truths: Float64Array, row: number, answers: Float64Array, offset: number, width: number): void {
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

  /** The figures over the whole stream. */
  metrics(classes: readonly string[]): StreamMetrics {
    const [classification] = this.#classifications;
    if (classification !== undefined) {
      const { rows, running, baselines, confusion } = classification.report();
      return {
        task: this.#targets[0]!.task === 'binary' ? 'binary' : 'multiclass',
        rows,
        ...running,
        baselineAccuracy: baselines.majorityClass.running.accuracy,
        lastClassAccuracy: baselines.lastClass.running.accuracy,
        classes,
        confusion,
        ...this.#each(this.#classifications),
      };
    }
    const { rows, running, baselines } = this.#regressions[0]!.report();
    const { mae: baselineMae, rmse: baselineRmse } = baselines.mean.running;
    return {
      task: 'regression',
      rows,
      ...running,
      baselineMae,
      baselineRmse,
      ...this.#each(this.#regressions),
    };
  }

  /** The figures of each of several targets; those above are of the first. */
  #each(
    scores: readonly (PrequentialClassification | PrequentialRegression)[],
  ): Readonly<Record<string, unknown>> {
    if (scores.length === 1) return {};
    return {
      targets: scores.map((score, at) => ({ name: this.#targets[at]!.name, ...score.report().running })),
    };
  }

  /** The running figure for the progress line. */
  detail(): string {
    const [classification] = this.#classifications;
    if (classification !== undefined) {
      const { windowed } = classification.report();
      return `accuracy ${short(windowed.accuracy)}`;
    }
    return `MAE ${short(this.#regressions[0]!.report().windowed.mae)}`;
  }

  state(): StateTree {
    return {
      parts: [...this.#classifications, ...this.#regressions].map((part) => part.state() as StateTree),
    };
  }
}
