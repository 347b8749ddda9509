import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { StateTree } from '../state.js';
import { StateReader } from '../state-reader.js';

/** What is remembered and what was forgotten. What is not defined yet is null. */
export type RetentionReport = {
  /** `matrix[i][j]`: score on task j after the i-th training; null where it was not measured. */
  readonly matrix: readonly (readonly (number | null)[])[];
  /** `trained[i]`: the task of the i-th training. */
  readonly trained: readonly number[];
  /** Mean of the last row over the tasks trained so far. */
  readonly average: number | null;
  /** Mean, over the tasks trained, of (best score so far − score now); never under 0. */
  readonly forgetting: number | null;
  /** Mean, over the tasks trained before the last, of (score now − score right after the task was first trained). */
  readonly backwardTransfer: number | null;
  /** Mean, over the tasks trained after the first, of (score just before its training − score of an untrained model). */
  readonly forwardTransfer: number | null;
};

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
  readonly #baseline: Float64Array | undefined;
  readonly #trained: number[] = [];
  readonly #rows: Float64Array[] = [];

  /**
   * @param options - `tasks` ≥ 1; `baseline`, `[tasks]`: scores of the untrained model, which forward transfer needs.
   * @throws EvaluationError `OPTION` if either is anything else.
   */
  constructor(options: { readonly tasks: number; readonly baseline?: ArrayLike<number> }) {
    const { tasks, baseline } = options;
    if (!(Number.isInteger(tasks) && tasks >= 1))
      throw new EvaluationError('OPTION', `tasks is ${tasks}, wanted a whole number from 1`);
    if (baseline !== undefined && baseline.length !== tasks)
      throw new EvaluationError(
        'OPTION',
        `baseline has ${baseline.length} scores, wanted one for each of ${tasks} tasks`,
      );
    this.tasks = tasks;
    this.#baseline = baseline && Float64Array.from(baseline);
  }

  /** Trainings recorded so far. */
  get size(): number {
    return this.#rows.length;
  }

  /**
   * Records the scores on all tasks after one was trained; they are copied.
   *
   * @param task - which was trained, 0 to tasks - 1 (both inclusive).
   * @param scores - `[tasks]`, finite, more is better; NaN for a task that cannot be measured yet (never for one that
   *   was trained already).
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
      if (!Number.isNaN(scores[index]) || index === task || this.#trained.includes(index))
        checkFinite(scores[index]!, `score on task ${index}`);
    this.#trained.push(task);
    this.#rows.push(Float64Array.from(scores));
  }

  /** Makes the figures so far. O(trainings × tasks). */
  report(): RetentionReport {
    const rows = this.#rows;
    const now = rows.at(-1);
    const tasks = [...new Set(this.#trained)];
    const first = new Map(tasks.map((task) => [task, this.#trained.indexOf(task)]));
    const before = tasks.filter((task) => task !== this.#trained.at(-1));
    const later = tasks.filter((task) => first.get(task)! > 0);
    const baseline = this.#baseline;
    return {
      matrix: rows.map((row) => Array.from(row, (score) => (Number.isNaN(score) ? null : score))),
      trained: [...this.#trained],
      average: now ? mean(tasks.map((task) => now[task]!)) : null,
      forgetting: now ? mean(tasks.map((task) => best(rows, task) - now[task]!)) : null,
      backwardTransfer: now ? mean(before.map((task) => now[task]! - rows[first.get(task)!]![task]!)) : null,
      forwardTransfer: baseline
        ? mean(later.map((task) => rows[first.get(task)! - 1]![task]! - baseline[task]!))
        : null,
    };
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    const matrix = new Float64Array(this.#rows.length * this.tasks);
    this.#rows.forEach((row, index) => {
      matrix.set(row, index * this.tasks);
    });
    return {
      tasks: this.tasks,
      trained: Float64Array.from(this.#trained),
      matrix,
      ...(this.#baseline && { baseline: this.#baseline.slice() }),
    };
  }

  /** Puts it back as `state()` gave it. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): RetentionMatrix {
    const reader = new StateReader(state, 'RetentionMatrix');
    const tasks = reader.count('tasks', 1);
    const retention = new RetentionMatrix({
      tasks,
      ...(reader.has('baseline') && { baseline: reader.floats('baseline', tasks) }),
    });
    const trained = reader.floats('trained');
    const matrix = reader.floats('matrix', trained.length * tasks);
    try {
      trained.forEach((task, index) => {
        retention.record(task, matrix.subarray(index * tasks, (index + 1) * tasks));
      });
    } catch (cause) {
      throw new EvaluationError(
        'STATE',
        `a row in the state of RetentionMatrix is broken: ${String(cause)}`,
        { cause },
      );
    }
    return retention;
  }
}

function best(rows: readonly Float64Array[], task: number): number {
  return Math.max(...rows.map((row) => row[task]!).filter((score) => !Number.isNaN(score)));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 || values.some(Number.isNaN)
    ? null
    : values.reduce((sum, value) => sum + value, 0) / values.length;
}
