import { PrequentialClassification, PrequentialRegression } from '@graph/evaluation';
import type { TableSchema } from '@graph/stream';
import type { AnsweredRows } from './saved-predictor.js';

/** Figures of one target: those of the run, and of guesses that need no model, each with one value for every figure. */
export type TargetScore = {
  readonly name: string;
  readonly task: string;
  /** Rows that were scored. */
  readonly rows: number;
  /** What is compared: the run first. */
  readonly compared: readonly {
    readonly name: string;
    readonly figures: Readonly<Record<string, number | null>>;
  }[];
  /** `[target][prediction]`, rows; classes only. */
  readonly confusion: readonly (readonly number[])[] | null;
};

/** Compares answers with the truth, target by target, beside guesses from the rows before each row. */
export class AnswerScore {
  readonly #schema: TableSchema;
  readonly #classifications: readonly PrequentialClassification[];
  readonly #regressions: readonly PrequentialRegression[];

  constructor(schema: TableSchema) {
    this.#schema = schema;
    const { targets } = schema;
    const isNumber = targets[0]!.task === 'regression';
    this.#classifications = isNumber ? [] : targets.map(() => new PrequentialClassification());
    this.#regressions = isNumber ? targets.map(() => new PrequentialRegression()) : [];
  }

  add({ answers, rows, width }: AnsweredRows): void {
    const { targets } = this.#schema;
    const isClass = targets[0]!.task === 'class';
    for (let row = 0; row < rows.size; row += 1) {
      for (let target = 0; target < targets.length; target += 1) {
        const truth = rows.truths[row * targets.length + target]!;
        const at = row * width + target;
        this.#regressions[target]?.update(truth, answers[at]!);
        // Yes or no has one answer for each target; a class has one for each class, and is the only target.
        this.#classifications[target]?.updateProbabilities(truth, answers, at, isClass ? width : 1);
      }
    }
  }

  /** The figures over all rows so far. */
  report(): readonly TargetScore[] {
    return this.#schema.targets.map(({ name, task }, at) => {
      const classification = this.#classifications[at]?.report();
      if (classification !== undefined) {
        const { rows, running, baselines, confusion } = classification;
        return {
          name,
          task: task === 'class' ? 'multiclass' : task,
          rows,
          compared: [
            { name: 'this run', figures: running },
            { name: 'majority class', figures: baselines.majorityClass.running },
            { name: 'last class', figures: baselines.lastClass.running },
          ],
          confusion,
        };
      }
      const { rows, running, baselines } = this.#regressions[at]!.report();
      return {
        name,
        task,
        rows,
        compared: [
          { name: 'this run', figures: running },
          { name: 'mean', figures: baselines.mean.running },
          { name: 'last value', figures: baselines.lastValue.running },
        ],
        confusion: null,
      };
    });
  }
}
