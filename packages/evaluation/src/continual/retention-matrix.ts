import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';
import { type RetentionReport, retentionReport } from './retention-report.js';

/** What a matrix is of. */
export type RetentionMatrixOptions = {
  /** Number of tasks, a whole number ≥ 1. */
  readonly tasks: number;
  /** `[tasks]`, scores of the untrained model, which forward transfer needs. */
  readonly baseline?: ArrayLike<number>;
  /**
   * What becomes of the row of a task that is trained again: with `append` (the default) it stays, and the new one is
   * added; with `replace` the new one, at the end, takes its place, so that there are never more rows than tasks. As that
   * loses what was before a task was first trained, `baseline` needs `append`.
   */
  readonly retrained?: 'append' | 'replace';
};

const RETRAINED = ['append', 'replace'] as const;
const NAMES: OptionNames<RetentionMatrixOptions> = { tasks: true, baseline: true, retrained: true };
const FORMAT = new StateFormat('retention-matrix', 1, EvaluationError);

/**
 * Keeps the score on every task after each task: accuracy, R², any score of which more is better.
 *
 * Average, backward and forward transfer as in Lopez-Paz and Ranzato (GEM, NeurIPS 2017), for tasks that may come again;
 * forgetting as in Chaudhry et al. (ECCV 2018) but over all tasks trained, the last one too, so that it is never
 * negative: a task that is better now than ever counts 0. A task may be a level, a domain or a set kept aside.
 *
 * @example
 * ```ts
 * const retention = new RetentionMatrix({ tasks: 2 });
 * retention.record(0, [0.9, 0.1]); // after task 0
 * retention.record(1, [0.7, 0.8]); // after task 1
 * retention.report().forgetting; // 0.1: (0.2 + 0) / 2
 * ```
 */
export class RetentionMatrix {
  /** Number of tasks, which is the width of each row. */
  readonly tasks: number;
  readonly #retrained: 'append' | 'replace';
  readonly #baseline: Float64Array | undefined;
  readonly #trained: number[] = [];
  readonly #rows: Float64Array[] = [];

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: RetentionMatrixOptions) {
    check.names('RetentionMatrix', options, NAMES);
    const { tasks, baseline, retrained = 'append' } = options;
    check.wholeNumber('tasks', tasks, { min: 1 });
    check.oneOf('retrained', retrained, RETRAINED);
    if (baseline !== undefined && baseline.length !== tasks)
      throw check.error(`baseline has ${baseline.length} scores, wanted one for each of ${tasks} tasks`);
    if (baseline !== undefined && retrained === 'replace')
      throw check.error("baseline and retrained: 'replace' are both given, wanted one of them");
    this.tasks = tasks;
    this.#retrained = retrained;
    this.#baseline = baseline && Float64Array.from(baseline);
  }

  /** Rows of the matrix so far: trainings recorded, or with `replace` the tasks among them. */
  get size(): number {
    return this.#rows.length;
  }

  /**
   * Records the scores on all tasks after one was trained; they are copied.
   *
   * @param task - which was trained, 0 to tasks - 1 (both inclusive).
   * @param scores - `[tasks]`, finite, more is better; NaN for a task that cannot be measured. Figures that need it are
   *   null then.
   * @throws EvaluationError `VALUE` or `SHAPE`; nothing is recorded then.
   */
  record(task: number, scores: ArrayLike<number>): void {
    if (!(Number.isInteger(task) && task >= 0 && task < this.tasks))
      throw new EvaluationError(
        'VALUE',
        `task is ${task}, wanted a whole number from 0 to ${this.tasks - 1}`,
      );
    if (scores.length !== this.tasks)
      throw new EvaluationError(
        'SHAPE',
        `row has ${scores.length} scores, wanted one for each of ${this.tasks} tasks`,
      );
    for (let index = 0; index < scores.length; index += 1)
      if (!Number.isNaN(scores[index])) checkFinite(scores[index]!, `score on task ${index}`);
    const before = this.#retrained === 'replace' ? this.#trained.indexOf(task) : -1;
    if (before >= 0) {
      this.#trained.splice(before, 1);
      this.#rows.splice(before, 1);
    }
    this.#trained.push(task);
    this.#rows.push(Float64Array.from(scores));
  }

  /** Makes the figures so far. O(trainings × tasks). */
  report(): RetentionReport {
    return retentionReport(this.#trained, this.#rows, this.#baseline);
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'retention-matrix'> {
    const matrix = new Float64Array(this.#rows.length * this.tasks);
    this.#rows.forEach((row, index) => {
      matrix.set(row, index * this.tasks);
    });
    return {
      ...FORMAT.header,
      tasks: this.tasks,
      retrained: this.#retrained,
      trained: Float64Array.from(this.#trained),
      matrix,
      baseline: this.#baseline?.slice() ?? new Float64Array(0),
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): RetentionMatrix {
    const reader = FORMAT.read(state);
    const tasks = reader.count('tasks', 1);
    const retrained = reader.oneOf('retrained', RETRAINED);
    const baseline = reader.floats('baseline');
    if (baseline.length > 0 && (baseline.length !== tasks || retrained === 'replace'))
      throw reader.error(
        'baseline',
        retrained === 'replace' ? 'an empty one' : `one of ${tasks}, or an empty one`,
      );
    const retention = new RetentionMatrix({ tasks, retrained, ...(baseline.length > 0 && { baseline }) });
    const trained = reader.floats('trained');
    const matrix = reader.floats('matrix', trained.length * tasks);
    try {
      for (const [index, task] of trained.entries())
        retention.record(task, matrix.subarray(index * tasks, (index + 1) * tasks));
    } catch (cause) {
      throw new EvaluationError(
        'STATE',
        `a row in the state of retention-matrix is broken: ${String(cause)}`,
        {
          cause,
        },
      );
    }
    if (retention.size !== trained.length) throw reader.error('trained', 'each task once');
    return retention;
  }
}
