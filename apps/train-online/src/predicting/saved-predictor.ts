import { join } from 'node:path';
import type { OnlineLearner } from '@graph/learner';
import {
  type BadRow,
  type EncodedBatch,
  type TableBatch,
  TableEncoder,
  type TableEncoderState,
  TableReader,
  type TableReaderState,
  type TableSchema,
} from '@graph/stream';
import { fileSources, stdinSource } from '@graph/stream/node';
import { resolveSettings } from '../settings/resolve-settings.js';
import { continueSettings } from '../settings/trajectory.js';
import { UsageError } from '../settings/usage-error.js';
import { compose } from '../training/compose.js';
import { loadRun } from '../training/run-checkpoints.js';
import type { StateTree } from '../training/shapes.js';
import { asUsage, TableCourse } from '../training/table-course.js';
import { checkColumns } from './check-columns.js';
import { newCategoryFilter } from './new-category-filter.js';
import { peekableSource } from './peekable-source.js';

/** Rows that are read, predicted and given on together. */
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

/** Rows with what the learner says of them; valid until the next ones are asked for. */
export type AnsweredRows = {
  readonly rows: TableBatch;
  /** `[rows, width]`: probabilities, or a number for each target in the user's unit. */
  readonly answers: Float64Array;
  readonly width: number;
};

/** What the checkpoint said of itself. */
export type PredictorRun = {
  readonly file: string;
  /** Rows that it has learned from. */
  readonly examples: number;
  readonly warnings: readonly string[];
};

type Parts = {
  readonly run: PredictorRun;
  readonly schema: TableSchema;
  readonly filter: (rows: TableBatch) => void;
  readonly learner: OnlineLearner;
  readonly encoder: TableEncoder;
  readonly reader: TableReader;
  readonly badRows: BadRow[];
};

/**
 * A learner as a run left it, on rows that it does not learn from: nothing of it changes, neither here nor in the
 * folder of the run.
 */
export class SavedPredictor {
  readonly run: PredictorRun;
  readonly schema: TableSchema;
  /** The classes that the run had met, in the order of their numbers. */
  readonly classes: readonly string[];
  /** The first few bad rows that were passed over. */
  readonly badRows: readonly BadRow[];
  readonly #parts: Parts;
  readonly #rows: TableBatch;
  readonly #encoded: EncodedBatch;
  readonly #answers: Float64Array;

  private constructor(parts: Parts) {
    const { run, schema, badRows, reader, encoder, learner } = parts;
    this.#parts = parts;
    this.run = run;
    this.schema = schema;
    this.classes = [...reader.classes];
    this.badRows = badRows;
    this.#rows = reader.createBatch(BATCH_ROWS);
    this.#encoded = encoder.createBatch(BATCH_ROWS, reader.classCount);
    this.#answers = new Float64Array(BATCH_ROWS * learner.network.outputWidth);
  }

  /**
   * Reads the run, and opens the data with its schema and its words.
   *
   * @throws UsageError if the run or the data is not there, or they do not fit one another.
   */
  static async open(options: PredictorOptions): Promise<SavedPredictor> {
    const { data, from, onBadRow, wantsTargets } = options;
    const { folder, tree, report, info, warnings } = await loadRun(from);
    const run = { file: join(folder, info.file), examples: report.examples, warnings };
    const courseState = tree['course'] as StateTree;
    const saved = courseState['reader'] as unknown as TableReaderState | undefined;
    if (saved === undefined)
      throw new UsageError(
        `${run.file} learned the curriculum, which has no columns. Wanted a run that was made with --data.`,
      );
    const schema = JSON.parse(saved.schema) as TableSchema;
    const settings = continueSettings(
      resolveSettings({ resume: from }, {}),
      tree['settings'] as StateTree,
      report.config,
    );
    return asUsage(async () => {
      const sources = data === '-' ? [peekableSource(stdinSource())] : await fileSources([data]);
      await checkColumns(sources[0]!, schema, { name: sources[0]!.name, wantsTargets });
      const badRows: BadRow[] = [];
      const reader = await TableReader.open(sources, {
        schema,
        vocabulary: saved.vocabulary,
        onBadRow,
        onSkip: (row) => {
          if (badRows.length < SHOWN_BAD_ROWS) badRows.push(row);
        },
        // Where targets are wanted, a row without one is bad, and a class that the run has not met has a number.
        learning: wantsTargets,
      });
      // Rows that waited for their batch to fill up are learned from, as they were for the report of the run.
      const course = new TableCourse(settings, reader, courseState);
      const session = compose(settings, course, tree);
      session.finish();
      const { learner } = session;
      const encoderState = course.state()['encoder'] as unknown as TableEncoderState;
      const encoder = TableEncoder.from(encoderState, schema);
      const filter = newCategoryFilter(schema, saved);
      return new SavedPredictor({ run, schema, filter, learner, encoder, reader, badRows });
    });
  }

  /** Bad rows passed over so far. */
  get skippedRows(): number {
    return this.#parts.reader.badRows;
  }

  /** All classes, those that the data has and the run had not met behind the others. */
  get classesMet(): readonly string[] {
    return this.#parts.reader.classes;
  }

  /**
   * Predicts the rows that come next.
   *
   * @returns undefined at the end.
   * @throws UsageError for a bad row, where bad rows are to fail.
   */
  async next(): Promise<AnsweredRows | undefined> {
    const { encoder, filter, learner, reader, schema } = this.#parts;
    const rows = this.#rows;
    rows.size = 0;
    if ((await asUsage(() => reader.read(rows, BATCH_ROWS))) === 0) return undefined;
    filter(rows);
    encoder.encode(rows, this.#encoded);
    const { data, shape } = learner.predict(this.#encoded.inputs, { rows: rows.size });
    const width = shape[1]!;
    const isNumber = schema.targets[0]!.task === 'regression';
    for (let at = 0; at < rows.size * width; at += 1)
      this.#answers[at] = isNumber ? encoder.toUnit(data[at]!, at % width) : data[at]!;
    return { rows, answers: this.#answers, width };
  }

  /** Lets go of the data. */
  close(): Promise<void> {
    return this.#parts.reader.close();
  }
}
