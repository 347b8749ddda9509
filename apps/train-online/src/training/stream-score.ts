import { PrequentialClassification, PrequentialRegression } from '@graph/evaluation';
import type { TargetSchema } from '@graph/stream';
import type { StreamMetrics } from '../report/training-report.js';
import { short } from '../terminal/format.js';
import type { StateTree } from './shapes.js';

/** How well a stream was predicted, each row before it was learned from, beside the best that needs no model. */
export class StreamScore {
  readonly #targets: readonly TargetSchema[];
  readonly #classification: PrequentialClassification | undefined;
  /** One for each number, or each yes or no beyond the first. */
  readonly #regressions: readonly PrequentialRegression[];

  constructor(targets: readonly TargetSchema[], state?: StateTree) {
    this.#targets = targets;
    const isNumber = targets[0]!.task === 'regression';
    const saved = state?.['parts'] as readonly StateTree[] | undefined;
    this.#classification = isNumber
      ? undefined
      : saved === undefined
        ? new PrequentialClassification()
        : PrequentialClassification.from(saved[0] as never);
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
   * @param answers - from `offset` on `width` probabilities, or a number for each target in the user's unit.
   */
  add(truths: Float64Array, row: number, answers: Float64Array, offset: number, width: number): void {
    this.#classification?.updateProbabilities(truths[row]!, answers, offset, width);
    for (let target = 0; target < this.#regressions.length; target += 1)
      this.#regressions[target]!.update(truths[row + target]!, answers[offset + target]!);
  }

  /** Log loss of always giving the shares of the classes so far; null for numbers, and before the first row. */
  get priorLogLoss(): number | null {
    return this.#classification?.report().baselines.majorityClass.running.logLoss ?? null;
  }

  /** The figures over the whole stream. */
  metrics(classes: readonly string[]): StreamMetrics {
    if (this.#classification !== undefined) {
      const { rows, running, baselines, confusion } = this.#classification.report();
      return {
        task: this.#targets[0]!.task === 'binary' ? 'binary' : 'multiclass',
        rows,
        ...running,
        baselineAccuracy: baselines.majorityClass.running.accuracy,
        lastClassAccuracy: baselines.lastClass.running.accuracy,
        classes,
        confusion,
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
      ...(this.#targets.length === 1
        ? {}
        : {
            targets: this.#regressions.map((score, at) => ({
              name: this.#targets[at]!.name,
              ...score.report().running,
            })),
          }),
    };
  }

  /** The running figure for the progress line. */
  detail(): string {
    if (this.#classification !== undefined) {
      const { windowed } = this.#classification.report();
      return `accuracy ${short(windowed.accuracy)}`;
    }
    return `MAE ${short(this.#regressions[0]!.report().windowed.mae)}`;
  }

  state(): StateTree {
    return {
      parts: (this.#classification === undefined ? this.#regressions : [this.#classification]).map(
        (part) => part.state() as StateTree,
      ),
    };
  }
}
