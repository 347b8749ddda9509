import { MethodsError } from '@graph/methods';
import { cellFolder, MNIST_SOURCE, readMnist } from '@graph/methods/node';
import {
  runStudy,
  STREAMS,
  STUDY_METHODS,
  STUDY_ROWS,
  type StudyCell,
  type StudyData,
  type StudyTableRow,
  studyMarkdown,
  studyTable,
} from '@graph/methods/study';
import { didYouMean } from '../settings/setting.js';
import { UsageError } from '../settings/usage-error.js';

/** What `bench continual` was asked for; lists are texts, as they were given. */
export type ContinualBench = {
  readonly dataDir: string | undefined;
  readonly streams: string | undefined;
  readonly methods: string | undefined;
  readonly seeds: number;
  readonly cells: string;
  /** Takes a line about a cell. */
  note(line: string): void;
};

/** What `bench continual --json` prints. */
export type ContinualReport = { readonly schemaVersion: 1; readonly rows: readonly StudyTableRow[] };

/** Runs the cells that were asked for. @throws UsageError if there are none, or no data. */
export function runContinual(bench: ContinualBench): ContinualReport & { readonly text: string } {
  const streams = wordsOf('--stream', bench.streams, Object.keys(STREAMS));
  const methods = wordsOf('--method', bench.methods, STUDY_METHODS);
  const rows = STUDY_ROWS.filter(
    ({ stream, method }) => streams.includes(stream) && methods.includes(method),
  );
  if (rows.length === 0)
    throw new UsageError(`there is no row of ${bench.methods} in ${bench.streams}; name others`);
  const data = dataOf(bench.dataDir);
  const seeds = Array.from({ length: bench.seeds }, (_, at) => at + 1);
  const store = cellFolder(bench.cells);
  const cells: StudyCell[] = [];
  for (const cell of runStudy({ rows, seeds, data, store, cpuSeconds })) {
    cells.push(cell);
    const { row, seed, result, kept } = cell;
    const memory = row.memory === 0 ? '' : ` ${row.memory}`;
    const time = kept ? 'kept' : `${result.cpuSeconds.toFixed(1)} s`;
    bench.note(
      `${cells.length}/${rows.length * seeds.length} ${row.stream} ${row.method}${memory} seed ${seed}: ${(100 * result.accuracy).toFixed(2)} % (${time})`,
    );
  }
  const table = studyTable(cells);
  return { schemaVersion: 1, rows: table, text: studyMarkdown(table) };
}

function dataOf(folder: string | undefined): StudyData {
  if (folder === undefined) throw new UsageError(`--data-dir names the folder with MNIST: ${MNIST_SOURCE}`);
  try {
    return readMnist(folder);
  } catch (error) {
    throw MethodsError.is(error) ? new UsageError(error.message) : error;
  }
}

function wordsOf(flag: string, text: string | undefined, known: readonly string[]): readonly string[] {
  if (text === undefined) return known;
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !known.includes(word));
  if (wrong !== undefined)
    throw new UsageError(`${flag} ${wrong} is none of ${known.join(', ')}.${didYouMean(wrong, known)}`);
  return words;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
