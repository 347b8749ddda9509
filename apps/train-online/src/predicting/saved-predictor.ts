import { join } from 'node:path';
import type { BankedModelState } from '@graph/keyed';
import type { ModelState } from '@graph/online';
import { type BadRow, type TableBatch, TableReader, type TableSchema } from '@graph/stream';
import { fileSources, stdinSource } from '@graph/stream/node';
import { type ReadSettings, readOptionsOf } from '../settings/read-options.js';
import { UsageError } from '../settings/usage-error.js';
import { asUsage } from '../training/as-usage.js';
import { loadRun } from '../training/run-checkpoints.js';
import { checkColumns } from './check-columns.js';
import { type FrozenModel, frozenModel } from './frozen-model.js';
import { peekableSource } from './peekable-source.js';

/** Rows that are read and predicted together. */
const BATCH_ROWS = 256;

/** Bad rows that are kept to be shown. */
const SHOWN_BAD_ROWS = 3;

/** What to predict with, and what of. */
export type PredictorOptions = {
  /** A checkpoint, the folder of a run, or `latest`. */
  readonly from: string;
  /** A file, a glob, or `-` for standard input. */
  readonly data: string;
  readonly onBadRow: 'fail' | 'skip';
  /** Whether the rows must have the targets, because predictions are compared with them. */
  readonly wantsTargets: boolean;
};

/** Rows with what the model says of them; valid until the next ones are asked for. */
export type AnsweredRows = {
  readonly rows: TableBatch;
  /** `[rows, width]`: probabilities, or a number for each target in the user's unit. */
  readonly answers: Float64Array;
  readonly width: number;
};

/** What the checkpoint says of itself. */
export type PredictorRun = {
  readonly file: string;
  /** Rows that it has learned from. */
  readonly examples: number;
  readonly warnings: readonly string[];
};

type Parts = {
  readonly run: PredictorRun;
  readonly model: FrozenModel;
  readonly reader: TableReader;
  readonly badRows: BadRow[];
};

/** The model of a run on rows that it does not learn from: nothing of it changes. */
export class SavedPredictor {
  readonly run: PredictorRun;
  readonly schema: TableSchema;
  /** The classes that the run had met, in the order of their numbers. */
  readonly classes: readonly string[];
  /** The first few bad rows that were skipped. */
  readonly badRows: readonly BadRow[];
  readonly #model: FrozenModel;
  readonly #reader: TableReader;
  readonly #rows: TableBatch;

  private constructor({ run, model, reader, badRows }: Parts) {
    this.run = run;
    this.schema = model.schema;
    this.classes = model.classes;
    this.badRows = badRows;
    this.#model = model;
    this.#reader = reader;
    this.#rows = reader.createBatch(BATCH_ROWS);
  }

  /**
   * Reads the model of a run, and opens the data with its schema and its words.
   *
   * @throws UsageError if the run or the data is not there, or they do not fit one another.
   */
  static async open(options: PredictorOptions): Promise<SavedPredictor> {
    const { data, from, onBadRow, wantsTargets } = options;
    const { folder, tree, report, info, warnings } = await loadRun(from, { only: ['model'] });
    const run = { file: join(folder, info.file), examples: report.examples, warnings };
    if (report.metrics === undefined)
      throw new UsageError(
        `${run.file} learned the curriculum, which has no columns. Wanted a run that was made with --data.`,
      );
    const model = frozenModel(tree['model'] as ModelState | BankedModelState);
    const { schema, vocabulary } = model;
    // New data is written as that of the run was: what its columns are is in the schema.
    const reading = readOptionsOf(report.config as ReadSettings);
    return asUsage(async () => {
      const sources = data === '-' ? [peekableSource(stdinSource())] : await fileSources([data]);
      await checkColumns(sources[0]!, schema, { name: sources[0]!.name, wantsTargets, reading });
      const badRows: BadRow[] = [];
      const reader = await TableReader.open(sources, {
        ...reading,
        schema,
        vocabulary,
        onBadRow,
        onSkip: (row) => {
          if (badRows.length < SHOWN_BAD_ROWS) badRows.push(row);
        },
        // Where targets are wanted, a row without one is passed over and counted, and a class that the run has not met has a number.
        learning: wantsTargets,
      });
      return new SavedPredictor({ run, model, reader, badRows });
    });
  }

  /** Rows without the target, passed over so far. */
  get unlabelledRows(): number {
    return this.#reader.unlabelledRows;
  }

  /** Bad rows skipped so far. */
  get skippedRows(): number {
    return this.#reader.badRows;
  }

  /** All classes, those that the data has and the run had not met behind the others. */
  get classesMet(): readonly string[] {
    return this.#reader.classes;
  }

  /**
   * Predicts the rows that come next.
   *
   * @returns undefined at the end.
   * @throws UsageError for a bad row, where bad rows are to fail.
   */
  async next(): Promise<AnsweredRows | undefined> {
    const rows = this.#rows;
    rows.size = 0;
    if ((await asUsage(() => this.#reader.read(rows, BATCH_ROWS))) === 0) return undefined;
    return { rows, ...this.#model.predictRows(rows) };
  }

  /** Releases the data. */
  close(): Promise<void> {
    return this.#reader.close();
  }
}
