import {
  type Batch,
  binaryCrossEntropy,
  type Loss,
  meanSquaredError,
  type RehearsalMemory,
  softmaxCrossEntropy,
} from '@graph/learner';
import { type Eviction, fifo, type Schema } from '@graph/replay';
import {
  StreamError,
  type TableBatch,
  TableEncoder,
  type TableEncoderState,
  type TableOptions,
  TableReader,
  type TableReaderState,
  type Task,
} from '@graph/stream';
import { fileSource, stdinSource } from '@graph/stream/node';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { createBatch, rowSchema } from './batch.js';
import type { Course, CourseReport, Predictor, RowMemory } from './course.js';
import { EncodedMemory } from './encoded-memory.js';
import type { LevelChange, StateTree } from './shapes.js';
import { StreamScore } from './stream-score.js';
import { restoreTableBatch, tableBatchState } from './table-batch-state.js';

const TASKS: Readonly<Record<string, Task>> = {
  regression: 'regression',
  binary: 'binary',
  multiclass: 'class',
};

/** A stream of the user's own: each row is predicted, scored, then learned from. */
export class TableCourse implements Course {
  /** A stream may drift, and then old rows mislead. */
  readonly eviction: Eviction = fifo();
  readonly outputActivation: 'linear' | 'sigmoid';
  readonly loss: Loss;
  readonly memorySchema: Schema;
  readonly #settings: TrainSettings;
  readonly #reader: TableReader;
  readonly #encoder: TableEncoder;
  readonly #raw: TableBatch;
  #batch: Batch;
  readonly #score: StreamScore;
  readonly #task: Task;
  #ended = false;
  #pendingRows = 0;

  private constructor(settings: TrainSettings, reader: TableReader, state: StateTree | undefined) {
    this.#settings = settings;
    this.#reader = reader;
    const { schema } = reader;
    this.#task = schema.targets[0]!.task;
    this.#encoder =
      state === undefined
        ? new TableEncoder(schema)
        : TableEncoder.from(state['encoder'] as unknown as TableEncoderState, schema);
    this.#raw = reader.createBatch(settings['batch-size']);
    if (state !== undefined) restoreTableBatch(this.#raw, state['pending'] as StateTree);
    this.#pendingRows = this.#raw.size;
    this.outputActivation = this.#task === 'binary' ? 'sigmoid' : 'linear';
    this.loss =
      this.#task === 'regression'
        ? meanSquaredError()
        : this.#task === 'binary'
          ? binaryCrossEntropy()
          : softmaxCrossEntropy();
    this.memorySchema = rowSchema(reader.rawWidth, schema.targets.length);
    this.#batch = this.#createBatch();
    this.#score = new StreamScore(schema.targets, state?.['score'] as StateTree | undefined);
  }

  /**
   * Opens the stream that `--data` names.
   *
   * @throws UsageError if the file or the target is not there.
   */
  static async open(settings: TrainSettings, state: StateTree | undefined): Promise<TableCourse> {
    const source = settings.data === '-' ? stdinSource() : fileSource(settings.data!);
    const options: TableOptions = {
      target: settings.target,
      ...(settings.task === undefined ? {} : { task: TASKS[settings.task]! }),
    };
    const reader = await asUsage(() =>
      state === undefined
        ? TableReader.open(source, options)
        : TableReader.from(state['reader'] as unknown as TableReaderState, source, options),
    );
    return new TableCourse(settings, reader, state);
  }

  get inputWidth(): number {
    return this.#encoder.inputWidth;
  }

  get outputWidth(): number {
    // Two at least: a softmax over one class would have nothing to say.
    return this.#task === 'class' ? Math.max(2, this.#reader.classCount) : this.#reader.schema.targets.length;
  }

  get domains(): readonly string[] {
    return this.#reader.domains;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get pendingRows(): number {
    return this.#pendingRows;
  }

  get baselineLoss(): number | null {
    return this.#score.baselineLoss;
  }

  rehearsal(memory: RowMemory): RehearsalMemory {
    return new EncodedMemory(memory, this.#encoder, this.outputWidth, () => this.#raw);
  }

  async fill(count: number): Promise<number> {
    const rows = await asUsage(() => this.#reader.read(this.#raw, count));
    this.#pendingRows += rows;
    this.#ended = rows < count;
    return rows;
  }

  scorePending(predictor: Predictor): void {
    const raw = this.#raw;
    // Each row is predicted with the statistics from before it, and learned with those that include it.
    this.#encoder.encode(raw, this.#batch);
    const predictions = predictor.predict(this.#batch.inputs, { rows: raw.size });
    const width = predictions.shape[1]!;
    this.#score.add(raw, predictions.data, width, (output, target) => this.#encoder.toUnit(output, target));
    this.#encoder.learn(raw);
  }

  take(): Batch {
    if (this.outputWidth !== this.#batch.targets.shape[1]) this.#batch = this.#createBatch();
    this.#encoder.encode(this.#raw, this.#batch);
    return this.#batch;
  }

  learned(): LevelChange | undefined {
    this.#raw.size = 0;
    this.#pendingRows = 0;
    return undefined;
  }

  report(): CourseReport {
    return { metrics: this.#score.metrics(this.#reader.classes) };
  }

  score({ metrics }: CourseReport): number {
    const accuracy = metrics?.['accuracy'];
    return typeof accuracy === 'number' ? accuracy : -((metrics?.['mae'] as number | null) ?? Number.NaN);
  }

  detail(): string {
    return this.#score.detail();
  }

  describe(): readonly string[] {
    const { columns, targets } = this.#reader.schema;
    const used = columns.filter(({ type }) => type !== 'ignored');
    const kinds = [...new Set(used.map(({ type }) => type))];
    const counts = kinds
      .map((kind) => `${used.filter(({ type }) => type === kind).length} ${kind}`)
      .join(', ');
    const what = targets.map(({ name, task }) => `${name} (${task})`).join(', ');
    return [`${this.#settings.data}: ${what}`, `from ${used.length} columns: ${counts}`];
  }

  #createBatch(): Batch {
    return createBatch(this.#settings['batch-size'], this.#encoder.inputWidth, this.outputWidth);
  }

  state(): StateTree {
    return {
      reader: this.#reader.state() as unknown as StateTree,
      encoder: this.#encoder.state() as unknown as StateTree,
      pending: tableBatchState(this.#raw),
      score: this.#score.state(),
    };
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** Says what is wrong with the data as what it is to the user of the command: something to mend and try again. */
async function asUsage<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (StreamError.is(error) || (error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UsageError((error as Error).message, { cause: error });
    throw error;
  }
}
