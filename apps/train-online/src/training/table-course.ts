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
  TableReader,
  type TableReaderState,
  type Task,
} from '@graph/stream';
import { fileSources, stdinSource } from '@graph/stream/node';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { createBatch, rowSchema } from './batch.js';
import { BestConstant } from './best-constant.js';
import { classNumber } from './class-number.js';
import type { Course, CourseReport, Predictor, RowMemory } from './course.js';
import { DriftResponse } from './drift-response.js';
import { EncodedMemory } from './encoded-memory.js';
import { schemaOptions } from './schema-options.js';
import type { LevelChange, StateTree } from './shapes.js';
import { StreamCurve } from './stream-curve.js';
import { StreamScore } from './stream-score.js';
import { restoreTableBatch, tableBatchState } from './table-batch-state.js';
import { WaitingRows } from './waiting-rows.js';

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
  /** Rows that were read and not yet predicted, and rows whose labels have come: the same where labels are at once. */
  readonly #arrived: TableBatch;
  readonly #due: TableBatch;
  readonly #waiting: WaitingRows | undefined;
  readonly #bestConstant: BestConstant;
  #answers: Float64Array = new Float64Array(0);
  #batch: Batch;
  readonly #score: StreamScore;
  readonly #curve: StreamCurve;
  readonly #drift: DriftResponse | undefined;
  #memory: RowMemory | undefined;
  readonly #task: Task;
  #ended = false;

  /** @param reader - of the stream, or of other data with the schema and the words of the run. */
  constructor(settings: TrainSettings, reader: TableReader, state: StateTree | undefined) {
    this.#settings = settings;
    this.#reader = reader;
    const { schema } = reader;
    this.#task = schema.targets[0]!.task;
    this.#encoder =
      state === undefined
        ? new TableEncoder(schema)
        : TableEncoder.from(state['encoder'] as unknown as TableEncoderState, schema);
    this.#arrived = reader.createBatch(settings['batch-size']);
    if (state !== undefined) restoreTableBatch(this.#arrived, state['pending'] as StateTree);
    const waiting = state?.['waiting'] as StateTree | null | undefined;
    this.#waiting = settings['label-delay'] > 0 ? new WaitingRows(waiting ?? undefined) : undefined;
    this.#due = this.#waiting === undefined ? this.#arrived : reader.createBatch(settings['batch-size']);
    this.#bestConstant =
      state === undefined
        ? new BestConstant(schema.targets.length)
        : BestConstant.from(state['bestConstant'] as StateTree);
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
    this.#curve = new StreamCurve(state?.['curve'] as StateTree | undefined);
    const drift = state?.['drift'] as StateTree | null | undefined;
    if (settings['on-drift'] !== 'ignore')
      this.#drift = new DriftResponse(settings, this.inputWidth, drift ?? undefined);
  }

  /**
   * Opens the stream that `--data` names.
   *
   * @throws UsageError if the file or the target is not there.
   */
  static async open(settings: TrainSettings, state: StateTree | undefined): Promise<TableCourse> {
    const options = await asUsage(() => schemaOptions(settings));
    const source = settings.data === '-' ? stdinSource() : await asUsage(() => fileSources([settings.data!]));
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
    // Once the stream has ended no row needs to wait any more: all labels have come.
    return this.#arrived.size + (this.#ended ? (this.#waiting?.size ?? 0) : 0);
  }

  get baselineLoss(): number | null {
    return this.#task === 'regression' ? this.#bestConstant.meanSquaredError : this.#score.priorLogLoss;
  }

  rehearsal(memory: RowMemory): RehearsalMemory {
    this.#memory = memory;
    return new EncodedMemory(memory, this.#encoder, this.outputWidth, () => this.#due);
  }

  async fill(count: number): Promise<number> {
    if (this.#ended) return 0;
    const rows = await asUsage(() => this.#reader.read(this.#arrived, count));
    this.#ended = rows < count;
    return rows;
  }

  scorePending(predictor: Predictor): void {
    const arrived = this.#arrived;
    // Each row is predicted with the statistics from before it, and learned with those that include it.
    this.#encoder.encode(arrived, this.#batch);
    const predictions = predictor.predict(this.#batch.inputs, { rows: arrived.size });
    const width = predictions.shape[1]!;
    const answers = this.#answersOf(predictions.data, arrived.size * width, width);
    if (this.#waiting === undefined) {
      for (let row = 0; row < arrived.size; row += 1) this.#scoreRow(row, answers, row * width, width);
    } else {
      this.#waiting.push(arrived, answers, width);
      arrived.size = 0;
      const due = this.#waiting.pop(this.#due, this.#ended ? 0 : this.#settings['label-delay']);
      if (this.#drift !== undefined) this.#encoder.encode(this.#due, this.#batch);
      for (const [row, given] of due.entries()) this.#scoreRow(row, given, 0, given.length);
    }
    this.#drift?.adapt(this.#memory!);
    this.#encoder.learn(this.#due);
  }

  /** Turns outputs into what the user reads: numbers in their own unit, or probabilities. */
  #answersOf(outputs: Float32Array, count: number, width: number): Float64Array {
    if (this.#answers.length < count) this.#answers = new Float64Array(count);
    const answers = this.#answers;
    const isNumber = this.#task === 'regression';
    for (let at = 0; at < count; at += 1)
      answers[at] = isNumber ? this.#encoder.toUnit(outputs[at]!, at % width) : outputs[at]!;
    return answers;
  }

  /** Scores a row of those that are due by what was answered, from `offset` on; their encoded inputs are in the batch. */
  #scoreRow(row: number, answers: Float64Array, offset: number, width: number): void {
    const { truths, targets } = this.#due;
    const truth = truths[row * targets.shape[1]!]!;
    this.#score.add(truths, row * targets.shape[1]!, answers, offset, width);
    if (this.#task === 'regression') {
      const distance = Math.abs(answers[offset]! - truth);
      this.#curve.add(distance);
      // 1 if it is 2 standard deviations off, or more.
      const error = Math.min(distance / (this.#deviation() || 1) / 2, 1);
      this.#observe(row, error, this.#standardised(truth), this.#standardised(answers[offset]!));
    } else {
      // Outputs that speak about the first target: those of all classes, or the one of a yes or no.
      const classes = this.#task === 'class' ? width : 1;
      const error = bestOf(answers, offset, classes) === truth ? 0 : 1;
      this.#curve.add(1 - error);
      this.#observe(row, error, classNumber(truth), meanClassNumber(answers, offset, classes));
    }
  }

  #observe(row: number, error: number, target: number, answer: number): void {
    const { inputs } = this.#batch;
    this.#drift?.observe({ error, inputs: inputs.data, offset: row * inputs.shape[1]!, target, answer });
  }

  /** The standard deviation of the target so far, in its unit; 0 where it has none yet. */
  #deviation(): number {
    return this.#encoder.toUnit(1) - this.#encoder.toUnit(0);
  }

  /** A value of the target in its standard deviations, held within ± 8 as inputs are; 0 where it has none yet. */
  #standardised(value: number): number {
    const deviation = this.#deviation();
    return deviation === 0 ? 0 : Math.max(-8, Math.min((value - this.#encoder.toUnit(0)) / deviation, 8));
  }

  take(): Batch {
    if (this.outputWidth !== this.#batch.targets.shape[1]) this.#batch = this.#createBatch();
    this.#encoder.encode(this.#due, this.#batch);
    if (this.#task === 'regression') this.#bestConstant.add(this.#batch.targets.data, this.#batch.size);
    return this.#batch;
  }

  learned(): LevelChange | undefined {
    this.#due.size = 0;
    return undefined;
  }

  report(): CourseReport {
    const { columns } = this.#reader.schema;
    return {
      metrics: {
        ...this.#score.metrics(this.#reader.classes),
        curve: { of: this.#task === 'regression' ? 'mae' : 'accuracy', ...this.#curve.points },
        ...(this.#drift === undefined
          ? {}
          : { drifts: { found: this.#drift.count, rows: this.#drift.foundAt } }),
        badRows: this.#reader.badRows,
        columns: columns.map(({ name, type }) => ({ name, type })),
      },
    };
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
    const what = targets
      .map(({ name, task }) => `${name} (${task === 'class' ? 'multiclass' : task})`)
      .join(', ');
    return [`${this.#settings.data}: ${what}`, `from ${used.length} columns: ${counts}`];
  }

  #createBatch(): Batch {
    return createBatch(this.#settings['batch-size'], this.#encoder.inputWidth, this.outputWidth);
  }

  state(): StateTree {
    return {
      reader: this.#reader.state() as unknown as StateTree,
      encoder: this.#encoder.state() as unknown as StateTree,
      pending: tableBatchState(this.#arrived),
      waiting: this.#waiting?.state() ?? null,
      bestConstant: this.#bestConstant.state(),
      score: this.#score.state(),
      curve: this.#curve.state(),
      drift: this.#drift?.state() ?? null,
    };
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** The class that an answer `[width]` from `offset` on names; of one number, whether it is a half or more. */
function bestOf(answers: ArrayLike<number>, offset: number, width: number): number {
  if (width === 1) return answers[offset]! >= 0.5 ? 1 : 0;
  let best = 0;
  for (let at = 1; at < width; at += 1) if (answers[offset + at]! > answers[offset + best]!) best = at;
  return best;
}

/** The mean of the classes' numbers under the probabilities `[width]` from `offset` on; of a yes or no, that of yes. */
function meanClassNumber(probabilities: ArrayLike<number>, offset: number, width: number): number {
  if (width === 1) return probabilities[offset]!;
  let mean = 0;
  for (let at = 0; at < width; at += 1) mean += probabilities[offset + at]! * classNumber(at);
  return mean;
}

/** Says what is wrong with the data as what it is to the user of the command: something to mend and try again. */
export async function asUsage<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (StreamError.is(error) || (error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UsageError((error as Error).message, { cause: error });
    throw error;
  }
}
