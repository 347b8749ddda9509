import { type Batch, StateFormat, type StateTree } from '@graph/core';
import { BestConstant } from '@graph/evaluation';
import type { Loss, RehearsalMemory } from '@graph/learner';
import { type Eviction, fifo } from '@graph/replay';
import type { TableEncoderState, TableSchema, Task } from '@graph/stream';
import { OnlineError } from '../errors.js';
import { MODEL_FORMAT, type TableModelState } from '../model/model-state.js';
import type { ReplaySettings } from '../session/learning-settings.js';
import type { StreamProgress, StreamReport } from '../session/reports.js';
import { type RowMemory, type RowSchema, rowSchema } from '../session/row-memory.js';
import type { Predictor, TrainingStream } from '../session/training-stream.js';
import { AnsweredRows } from './answered-rows.js';
import type { OnDrift } from './drift-response.js';
import { EncodedMemory, type EncodedRows } from './encoded-memory.js';
import type { RowFeed } from './row-feed.js';
import { RowPredictor } from './row-predictor.js';
import { TableCodec } from './table-codec.js';
import { TableJudge } from './table-judge.js';
import { WaitingRows } from './waiting-rows.js';

/** How a table is learned, beside what every stream needs. */
export type TableStreamSettings = {
  readonly batchSize: number;
  readonly replay: ReplaySettings;
  readonly onDrift: OnDrift;
  /** Rows that come between a prediction and its label, ≥ 0. */
  readonly labelDelay: number;
};

const FORMAT = new StateFormat('table-stream', 1, OnlineError);

/**
 * The rows of a table: each is predicted, scored when its label has come, then learned from. A row is predicted with the
 * statistics from before it, and learned with those that include it.
 */
export class TableStream implements TrainingStream<TableModelState> {
  /** A stream may drift, and then old rows mislead. */
  readonly eviction: Eviction = fifo();
  readonly #feed: RowFeed;
  readonly #settings: TableStreamSettings;
  readonly #codec: TableCodec;
  /** Rows that were read and not yet scored, and rows whose labels have come: the same where labels come at once. */
  readonly #arrived: AnsweredRows;
  readonly #due: AnsweredRows;
  readonly #waiting: WaitingRows | undefined;
  readonly #bestConstant: BestConstant;
  readonly #judge: TableJudge;
  readonly #predictor: RowPredictor;
  #batch: EncodedRows;
  readonly #task: Task;
  #memory: RowMemory | undefined;
  #ended = false;

  /**
   * @param feed - restored from its own state, where there is one.
   * @param saved - `state()` and `modelState()` of an earlier one with the same settings.
   * @param before - the judge of an earlier one whose target turned out to be of another kind.
   */
  constructor(
    feed: RowFeed,
    settings: TableStreamSettings,
    saved?: { readonly stream: StateTree; readonly model: StateTree },
    before?: TableJudge,
  ) {
    const { batchSize, labelDelay, onDrift, replay } = settings;
    const { targets } = feed.schema;
    const reader = saved === undefined ? undefined : FORMAT.read(saved.stream);
    this.#feed = feed;
    this.#settings = settings;
    this.#codec =
      saved === undefined
        ? new TableCodec(feed)
        : MODEL_FORMAT.read(saved.model).restore(
            'encoder',
            (state: TableEncoderState) => new TableCodec(feed, state),
          );
    this.#task = this.#codec.task;
    this.#predictor = new RowPredictor(this.#codec, batchSize);
    this.#arrived = new AnsweredRows(batchSize, feed.rawWidth, targets.length);
    if (reader !== undefined) this.#arrived.restore(reader.child('pending'));
    if (labelDelay > 0)
      this.#waiting = new WaitingRows(
        feed.rawWidth,
        targets.length,
        reader === undefined ? undefined : reader.tree('waiting'),
      );
    this.#due =
      this.#waiting === undefined
        ? this.#arrived
        : new AnsweredRows(batchSize, feed.rawWidth, targets.length);
    this.#bestConstant =
      reader?.restore('bestConstant', (state) => BestConstant.from(state)) ??
      new BestConstant({ width: targets.length });
    this.#judge = new TableJudge(this.#codec, { targets, onDrift, replay }, reader?.child('judge'), before);
    this.#batch = this.#createBatch();
  }

  get inputWidth(): number {
    return this.#codec.inputWidth;
  }

  get outputWidth(): number {
    return this.#codec.outputWidth;
  }

  get outputActivation(): 'linear' | 'sigmoid' {
    return this.#codec.outputActivation;
  }

  get loss(): Loss {
    return this.#codec.loss;
  }

  get memorySchema(): RowSchema {
    return rowSchema(this.#feed.rawWidth, this.#feed.schema.targets.length);
  }

  get domains(): readonly string[] {
    return this.#feed.domains;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get pendingRows(): number {
    // Once the stream has ended no row needs to wait any more: all labels have come.
    return this.#arrived.rows.size + (this.#ended ? (this.#waiting?.size ?? 0) : 0);
  }

  get baselineLoss(): number | null {
    return this.#codec.task === 'regression' ? this.#bestConstant.meanSquaredError : this.#judge.priorLogLoss;
  }

  /** How rows are encoded and answers decoded. */
  get codec(): TableCodec {
    return this.#codec;
  }

  get schema(): TableSchema {
    return this.#feed.schema;
  }

  /** Drifts found so far. */
  get drifts(): number {
    return this.#judge.drifts;
  }

  rehearsal(memory: RowMemory, outputWidth: number): RehearsalMemory {
    this.#memory = memory;
    return new EncodedMemory(memory, this.#codec, outputWidth);
  }

  async fill(count: number): Promise<number> {
    if (this.#ended || this.#feed.read === undefined) return 0;
    const rows = await this.#feed.read(this.#arrived.rows, count);
    this.#ended = rows < count;
    return rows;
  }

  /** Takes a row that was written, and if it was predicted what was answered; its label is known. */
  push(from: AnsweredRows, row: number): void {
    this.#arrived.copy(this.#arrived.rows.size, from, row);
    this.#arrived.rows.size += 1;
  }

  scorePending(predictor: Predictor): void {
    const isEncoded = this.#answerArrived(predictor);
    const due = this.#due;
    if (this.#waiting !== undefined) {
      this.#waiting.push(this.#arrived);
      this.#arrived.clear();
      this.#waiting.pop(due, this.#settings.batchSize, this.#ended ? 0 : this.#settings.labelDelay);
    }
    if (this.#judge.needsInputs && !(isEncoded && due === this.#arrived)) this.#predictor.encode(due.rows);
    const { data } = this.#predictor.batch.inputs;
    for (let row = 0; row < due.rows.size; row += 1) this.#judge.update(due, row, data);
    this.#judge.adapt(this.#memory!);
    this.#codec.update(due.rows);
  }

  /** Answers rows that were read; those that were pushed came with their answers. Returns whether it did. */
  #answerArrived(predictor: Predictor): boolean {
    const { rows } = this.#arrived;
    if (rows.size === 0 || this.#feed.read === undefined) return false;
    const width = this.#predictor.predict(predictor, rows);
    const { answers } = this.#predictor;
    for (let row = 0; row < rows.size; row += 1) this.#arrived.answer(row, answers, row * width, width);
    return true;
  }

  take(): Batch {
    const { inputs, targets } = this.#batch;
    if (this.outputWidth !== targets.shape[1] || this.inputWidth !== inputs.shape[1])
      this.#batch = this.#createBatch();
    this.#codec.encode(this.#due.rows, this.#batch);
    if (this.#codec.task === 'regression')
      this.#bestConstant.learn(this.#batch.targets.data, this.#batch.size);
    return this.#batch;
  }

  learned(): undefined {
    this.#due.clear();
  }

  report(): StreamReport {
    const { columns } = this.#feed.schema;
    return {
      metrics: {
        ...this.#judge.metrics(this.#feed.classes),
        badRows: this.#feed.badRows ?? 0,
        columns: columns.map(({ name, type }) => ({ name, type })),
      },
    };
  }

  score({ metrics }: StreamReport): number {
    const accuracy = metrics?.['accuracy'];
    return typeof accuracy === 'number' ? accuracy : -((metrics?.['mae'] as number | null) ?? Number.NaN);
  }

  progress(): StreamProgress {
    return this.#judge.progress();
  }

  /** Follows the feed's schema after columns were appended to it. */
  grow(): void {
    this.#codec.grow();
    const { rawWidth } = this.#feed;
    this.#arrived.widen(rawWidth);
    this.#due.widen(rawWidth);
    this.#waiting?.widen(rawWidth);
    this.#memory?.widen({ inputs: rawWidth }, { inputs: Number.NaN });
    this.#judge.grow();
    this.#batch = this.#createBatch();
  }

  /** Whether the target is still what it was when this stream began. */
  get hasItsTask(): boolean {
    return this.#task === this.#codec.task;
  }

  /**
   * Makes the stream that continues this one, after its target has turned out to be of another kind. What is pending or
   * remembered gets its new labels, and is learned without being scored again.
   *
   * @param relabel - gives the target that stands for an earlier one.
   */
  retargeted(relabel: (target: number) => number): TableStream {
    const next = new TableStream(this.#feed, this.#settings, undefined, this.#judge);
    const { rows } = this.#arrived;
    for (let row = 0; row < rows.size; row += 1) {
      rows.targets.data[row] = relabel(rows.targets.data[row]!);
      rows.truths[row] = rows.targets.data[row]!;
      this.#arrived.answer(row, [], 0, 0);
      next.push(this.#arrived, row);
    }
    if (this.#task === 'regression')
      this.#memory?.replaceField('targets', (_, values) => {
        values[0] = relabel(values[0]!);
      });
    return next;
  }

  modelState(): TableModelState {
    return { ...MODEL_FORMAT.header, words: this.#feed.state(), encoder: this.#codec.state() };
  }

  state(): StateTree {
    return {
      ...FORMAT.header,
      position: this.#feed.position?.() ?? null,
      pending: this.#arrived.state(),
      waiting: this.#waiting?.state() ?? null,
      bestConstant: this.#bestConstant.state(),
      judge: this.#judge.state(),
    };
  }

  async close(): Promise<void> {
    await this.#feed.close?.();
  }

  #createBatch(): EncodedRows {
    return Object.assign(this.#codec.createBatch(this.#settings.batchSize), { raw: this.#due.rows });
  }
}
