/** What is remembered and what was forgotten. What is not defined is null. */
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

/** Makes the figures of a matrix. */
export function retentionReport(
  trained: readonly number[],
  rows: readonly Float64Array[],
  baseline: Float64Array | undefined,
): RetentionReport {
  const now = rows.at(-1);
  const tasks = [...new Set(trained)];
  const first = new Map(tasks.map((task) => [task, trained.indexOf(task)]));
  const before = tasks.filter((task) => task !== trained.at(-1));
  const later = tasks.filter((task) => first.get(task)! > 0);
  return {
    matrix: rows.map((row) => Array.from(row, (score) => (Number.isNaN(score) ? null : score))),
    trained: [...trained],
    average: now ? mean(tasks.map((task) => now[task]!)) : null,
    forgetting: now ? mean(tasks.map((task) => best(rows, task) - now[task]!)) : null,
    backwardTransfer: now ? mean(before.map((task) => now[task]! - rows[first.get(task)!]![task]!)) : null,
    forwardTransfer: baseline
      ? mean(later.map((task) => rows[first.get(task)! - 1]![task]! - baseline[task]!))
      : null,
  };
}

function best(rows: readonly Float64Array[], task: number): number {
  return Math.max(...rows.map((row) => row[task]!).filter((score) => !Number.isNaN(score)));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 || values.some(Number.isNaN)
    ? null
    : values.reduce((sum, value) => sum + value, 0) / values.length;
}
