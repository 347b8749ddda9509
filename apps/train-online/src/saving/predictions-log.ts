import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { extname } from 'node:path';
import { type StreamPrediction, TableStream, type TrainingStream } from '@graph/online';
import type { TableSchema } from '@graph/stream';
import { csvLines, jsonLines, type LineFormat } from '../predicting/prediction-line.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';

/** Text that waits to be written, at most. */
const MOST_TEXT = 1 << 16;

const [LINE_FEED, QUOTE] = [10, 34];

/** The file of `--predictions`: a row for each row of the stream, made before it was learned from. */
export class PredictionsLog {
  readonly #path: string;
  readonly #file: number;
  readonly #format: LineFormat;
  readonly #stream: TableStream;
  readonly #warn: (message: string) => void;
  #text = '';
  #isFailed = false;

  /**
   * @param file - open for appending.
   * @param stream - what is predicted: its words may grow.
   * @param warn - says what can be written no more.
   */
  constructor(
    path: string,
    file: number,
    { format, stream, warn }: { format: LineFormat; stream: TableStream; warn: (message: string) => void },
  ) {
    this.#path = path;
    this.#file = file;
    this.#format = format;
    this.#stream = stream;
    this.#warn = warn;
  }

  /** Adds a row. It is in the file after `flush`. */
  add(prediction: StreamPrediction): void {
    this.#text += this.#format.line(prediction, this.#stream.schema);
    if (this.#text.length >= MOST_TEXT) this.flush();
  }

  /** Writes what waits. What cannot be written is said once and left: predictions are not worth what was learned. */
  flush(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    if (this.#isFailed) return;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    } catch (error) {
      this.#isFailed = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(
        `warning: --predictions ${this.#path} cannot be written any more (${reason}); the run goes on without it`,
      );
    }
  }

  /** Writes what waits, and closes the file. */
  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/**
 * Opens the file of `--predictions`, if there is to be one: starts it, or continues it. Rows that a resumed run predicts again are
 * taken away.
 *
 * @param predicted - rows that the run had predicted that is resumed; undefined for a new run.
 * @param warn - says what can be written no more.
 * @throws UsageError if it cannot be written, holds what another run or another program wrote, or lacks rows.
 */
export function openPredictions(
  { predictions: path, overwrite, data }: Pick<TrainSettings, 'predictions' | 'overwrite' | 'data'>,
  stream: TrainingStream,
  predicted: number | undefined,
  warn: (message: string) => void,
): PredictionsLog | undefined {
  if (path === undefined || !(stream instanceof TableStream)) return undefined;
  if (data !== undefined && isSameFile(path, data))
    throw new UsageError(
      `--predictions ${path} is the file of --data, which is only read: name another file.`,
    );
  const format = formatOf(path, stream.schema);
  const { O_APPEND, O_CREAT, O_RDWR, O_WRONLY } = constants;
  const isPlain = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
  let file: number | undefined;
  try {
    file = openSync(path, O_APPEND | O_CREAT | (isPlain ? O_RDWR : O_WRONLY));
    const log = new PredictionsLog(path, file, { format, stream, warn });
    const size = isPlain ? prepare(path, file, { format, overwrite, predicted }) : 0;
    if (size === 0) writeSync(file, format.head);
    return log;
  } catch (error) {
    if (file !== undefined) closeSync(file);
    if (UsageError.is(error)) throw error;
    throw new UsageError(`--predictions ${path} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function formatOf(path: string, schema: TableSchema): LineFormat {
  const extension = extname(path).toLowerCase();
  if (extension === '.csv') return csvLines(schema);
  if (extension === '.jsonl' || extension === '.ndjson') return jsonLines();
  throw new UsageError(
    `--predictions ${path} has another ending, wanted a name with .csv, .jsonl or .ndjson.`,
  );
}

/** Cuts a file to the rows that are not predicted again; returns the bytes that are left. */
function prepare(
  path: string,
  file: number,
  of: { readonly format: LineFormat; readonly overwrite: boolean; readonly predicted: number | undefined },
): number {
  const { format, overwrite, predicted } = of;
  const { size } = fstatSync(file);
  if (size === 0) return 0;
  const start = Buffer.alloc(Buffer.byteLength(format.head) + 64);
  const text = start.toString('utf8', 0, readSync(file, start, 0, start.length, 0));
  const isOwn = text.startsWith(format.start);
  let kept = 0;
  if (predicted !== undefined && isOwn && text.startsWith(format.head)) {
    const first = Number.parseInt(/\d+/.exec(text.slice(format.head.length))?.[0] ?? '', 10);
    const wanted = Number.isNaN(first) ? 0 : Math.max(0, predicted - first + 1);
    kept = format.head === '' ? endOfRecords(file, wanted, false) : endOfRecords(file, 1 + wanted, true);
    if (kept < 0 && !overwrite)
      throw new UsageError(
        `--predictions ${path} lacks rows before row ${predicted + 1}, at which the run is resumed: name another file, or replace it with --overwrite.`,
      );
  } else if (!overwrite)
    throw new UsageError(
      `--predictions ${path} holds ${isOwn ? 'the predictions of another run' : 'what train-online did not write'}: name another file, or replace it with --overwrite.`,
    );
  if (kept < size) ftruncateSync(file, Math.max(0, kept));
  return Math.max(0, kept);
}

/**
 * Where so many records of a file end, in bytes; -1 if it has fewer.
 *
 * @param hasQuotes - whether a line break within quotes ends none.
 */
function endOfRecords(file: number, records: number, hasQuotes: boolean): number {
  if (records === 0) return 0;
  const block = Buffer.alloc(1 << 16);
  let isQuoted = false;
  let left = records;
  for (let from = 0; ; ) {
    const length = readSync(file, block, 0, block.length, from);
    if (length === 0) return -1;
    for (let at = 0; at < length; at += 1) {
      if (hasQuotes && block[at] === QUOTE) isQuoted = !isQuoted;
      else if (block[at] === LINE_FEED && !isQuoted) {
        left -= 1;
        if (left === 0) return from + at + 1;
      }
    }
    from += length;
  }
}

function isSameFile(path: string, other: string): boolean {
  const [first, second] = [path, other].map((name) => statSync(name, { throwIfNoEntry: false }));
  return first?.isFile() === true && first.ino === second?.ino && first.dev === second.dev;
}
