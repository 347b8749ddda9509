import type { CurriculumCell } from './curriculum-study.js';

/** Mean and standard error over seeds; the error is null of a single one. */
export type MeanAndError = { readonly mean: number; readonly error: number | null };

/** What a policy earned: held-out R² at the end, over seeds. */
export type CurriculumTableRow = {
  readonly policy: string;
  readonly seeds: number;
  /** The mean of all levels. */
  readonly average: MeanAndError;
  /** Of each level. */
  readonly levels: readonly MeanAndError[];
  /** New examples of each level, the mean. */
  readonly examples: readonly number[];
  readonly cpuSeconds: number;
};

/** Makes a row for each policy, in the order in which they come. */
export function curriculumTable(cells: Iterable<CurriculumCell>): CurriculumTableRow[] {
  const byPolicy = new Map<string, CurriculumCell[]>();
  for (const cell of cells) byPolicy.set(cell.policy, [...(byPolicy.get(cell.policy) ?? []), cell]);
  return [...byPolicy].map(([policy, own]) => {
    const of = (pick: (cell: CurriculumCell) => number): MeanAndError => meanAndError(own.map(pick));
    return {
      policy,
      seeds: own.length,
      average: of(({ average }) => average),
      levels: own[0]!.r2.map((_, level) => of(({ r2 }) => r2[level]!)),
      examples: own[0]!.examples.map((_, level) => of(({ examples }) => examples[level]!).mean),
      cpuSeconds: of(({ cpuSeconds }) => cpuSeconds).mean,
    };
  });
}

/** Prints rows as a table of Markdown. */
export function curriculumMarkdown(rows: readonly CurriculumTableRow[]): string {
  const levels = rows[0]?.levels.map((_, at) => `level ${at + 1}`) ?? [];
  const head = ['policy', 'seeds', 'average', ...levels, 'CPU s'];
  const lines = [
    head,
    head.map((_, at) => (at === 0 ? '---' : '---:')),
    ...rows.map((row) => [
      row.policy,
      String(row.seeds),
      pair(row.average),
      ...row.levels.map(({ mean }) => mean.toFixed(3)),
      row.cpuSeconds.toFixed(2),
    ]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function meanAndError(values: readonly number[]): MeanAndError {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, error: count < 2 ? null : Math.sqrt(squares / (count - 1) / count) };
}

function pair({ mean, error }: MeanAndError): string {
  return mean.toFixed(4) + (error === null ? '' : ` ± ${error.toFixed(4)}`);
}
