import type { StudyCell } from './run-study.js';
import { STREAMS, type StreamName } from './streams.js';
import { STUDY_METHODS, type StudyMethod, type StudyRow } from './study-row.js';

/** Mean and standard error over seeds; the error is null of a single one. */
export type MeanAndError = { readonly mean: number; readonly error: number | null };

/** A row of the printed table. Accuracies and forgetting are in percent. */
export type StudyTableRow = {
  readonly stream: StreamName;
  readonly method: StudyMethod;
  readonly memory: number;
  readonly seeds: number;
  readonly accuracy: MeanAndError;
  readonly ofTask: MeanAndError;
  readonly forgetting: MeanAndError;
  readonly published: number | null;
  /**
   * `met`: the mean is not below the published figure by more than two standard errors; `below`: it is; `unknown`: nothing was
   * published, or there are fewer than three seeds.
   */
  readonly verdict: 'met' | 'below' | 'unknown';
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
};

/** Makes rows of finished cells, in the order of the tables. */
export function studyTable(cells: Iterable<StudyCell>): StudyTableRow[] {
  const byRow = new Map<StudyRow, StudyCell[]>();
  for (const cell of cells) byRow.set(cell.row, [...(byRow.get(cell.row) ?? []), cell]);
  return [...byRow].map(([row, own]) => {
    const of = (pick: (cell: StudyCell) => number): MeanAndError => meanAndError(own.map(pick));
    const accuracy = of(({ result }) => 100 * result.accuracy);
    const published = row.published ?? null;
    return {
      stream: row.stream,
      method: row.method,
      memory: row.memory,
      seeds: own.length,
      accuracy,
      ofTask: of(({ result }) => 100 * result.ofTask),
      forgetting: of(({ result }) => 100 * result.forgetting),
      published,
      verdict: verdictOf(accuracy, own.length, row),
      cpuSeconds: of(({ result }) => result.cpuSeconds).mean,
      memoryBytes: own[0]!.result.memoryBytes,
    };
  });
}

function verdictOf({ mean, error }: MeanAndError, seeds: number, row: StudyRow): StudyTableRow['verdict'] {
  if (row.published === undefined || seeds < 3) return 'unknown';
  const theirs = row.deviation ?? 0;
  return mean >= row.published - 2 * Math.sqrt(error! * error! + theirs * theirs) ? 'met' : 'below';
}

function meanAndError(values: readonly number[]): MeanAndError {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, error: count < 2 ? null : Math.sqrt(squares / (count - 1) / count) };
}

/** Prints rows as Markdown, a table for each stream. */
export function studyMarkdown(rows: readonly StudyTableRow[]): string {
  return (Object.keys(STREAMS) as StreamName[])
    .map((stream) => ({ stream, own: rows.filter((row) => row.stream === stream) }))
    .filter(({ own }) => own.length > 0)
    .map(({ stream, own }) => {
      const { setting, source } = STREAMS[stream];
      const sorted = own.toSorted(
        (a, b) => STUDY_METHODS.indexOf(a.method) - STUDY_METHODS.indexOf(b.method) || a.memory - b.memory,
      );
      const head = [
        'method',
        'memory',
        'seeds',
        'accuracy',
        'published',
        '',
        'of the task',
        'forgetting',
        'CPU s',
        'kB',
      ];
      const lines = [
        head,
        head.map((_, at) => (at === 0 || at === 5 ? '---' : '---:')),
        ...sorted.map(cellsOf),
      ];
      return `### ${stream}, ${setting}\n\n${source}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
    })
    .join('\n');
}

function cellsOf(row: StudyTableRow): string[] {
  const pair = ({ mean, error }: MeanAndError): string =>
    mean.toFixed(2) + (error === null ? '' : ` ± ${error.toFixed(2)}`);
  return [
    row.method,
    row.memory === 0 ? '–' : String(row.memory),
    String(row.seeds),
    pair(row.accuracy),
    row.published === null ? '–' : row.published.toFixed(2),
    row.verdict === 'unknown' ? '' : row.verdict,
    pair(row.ofTask),
    pair(row.forgetting),
    row.cpuSeconds.toFixed(1),
    row.memoryBytes === 0 ? '–' : (row.memoryBytes / 1000).toFixed(0),
  ];
}
