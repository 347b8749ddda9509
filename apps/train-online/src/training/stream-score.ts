import { PrequentialClassification, PrequentialRegression } from '@graph/evaluation';
import type { TargetSchema } from '@graph/stream';
import type { StreamMetrics } from '../report/training-report.js';
import { type Figures, withBaselines } from '../report/with-baselines.js';
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
