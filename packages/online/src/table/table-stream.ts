import { type Batch, StateFormat, type StateReader, type StateTree } from '@graph/core';
import type { Loss, RehearsalMemory } from '@graph/learner';
import { type Eviction, fifo } from '@graph/replay';
import type { TableSchema, Task } from '@graph/stream';
import { OnlineError } from '../errors.js';
import { LabelLags } from '../features/label-lags.js';
import { MixtureLearner } from '../mixture/mixture-learner.js';
import { mixtureSettings } from '../mixture/mixture-settings.js';
import { StreamMixture } from '../mixture/stream-mixture.js';
import { TableMixture } from '../mixture/table-mixture.js';
import { MODEL_FORMAT, type TableModelState } from '../model/model-state.js';
import type { AnsweredRows } from '../rows/answered-rows.js';
import { LabelQueue } from '../rows/label-queue.js';
import { recallRows } from '../rows/recall-rows.js';
import { relabelMemory, relabelRows } from '../rows/relabel.js';
import type { LearningSettings } from '../session/learning-settings.js';
import type { StreamProgress, StreamReport } from '../session/reports.js';
import { type RowMemory, type RowSchema, rowSchema } from '../session/row-memory.js';
import type { SessionLearner } from '../session/session-learner.js';
import type { Predictor, TrainingStream } from '../session/training-stream.js';
import { EncodedMemory } from './encoded-memory.js';
import { readRows } from './read-rows.js';
import { restoreCodec } from './restore-codec.js';
import type { RowFeed } from './row-feed.js';
import { type StreamParts, streamParts } from './stream-parts.js';
import type { TableStreamSettings } from './table-stream-settings.js';

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
  readonly #queue: LabelQueue;
  #parts: StreamParts;
  #source: StreamMixture | undefined;
  /** Rows between the prediction and the label of what was pushed last. */
  #delay = 0;
  #task: Task;
  #taskRevision = 0;
  #memory: RowMemory | undefined;
  #ended = false;
  /** What is due was remembered before. */
  #isRecalling = false;

  /**
   * @param feed - restored from its own state, where there is one.
   * @param saved - `state()` and `modelState()` of an earlier one with the same settings.
   */
  constructor(
    feed: RowFeed,
    settings: TableStreamSettings,
    saved?: { readonly stream: StateTree; readonly model: StateTree },
  ) {
    const reader = saved === undefined ? undefined : FORMAT.read(saved.stream);
    this.#feed = feed;
    this.#settings = settings;
    const sizes = { ...settings, rawWidth: feed.rawWidth, targetCount: feed.schema.targets.length };
    this.#queue = new LabelQueue(sizes, reader);
    const codec = restoreCodec(feed, saved?.model);
    this.#task = codec.task;
    this.#parts = streamParts(feed, settings, { codec, due: this.#queue.due, reader });
  }

  get #mixture(): TableMixture | undefined {
    return this.#source?.mixture;
  }

  get inputWidth(): number {
    return this.#parts.codec.inputWidth;
  }

  get outputWidth(): number {
    return this.#parts.codec.outputWidth;
  }

  get outputActivation(): 'linear' | 'sigmoid' {
    return this.#parts.codec.outputActivation;
  }

  get loss(): Loss {
    return this.#parts.codec.loss;
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
    return this.#queue.arrived.rows.size + (this.#ended ? this.#queue.waiting : 0);
  }

  get baselineLoss(): number | null {
    return this.#parts.codec.task === 'regression'
      ? this.#parts.bestConstant.meanSquaredError
      : this.#parts.judge.priorLogLoss;
  }

  get schema(): TableSchema {
    return this.#feed.schema;
  }

  /** Drifts found so far. */
  get drifts(): number {
    return this.#parts.judge.drifts;
  }

  get lagWidth(): number {
    return LabelLags.width(this.#task, this.#feed.schema.targets.length);
  }

  mixture(settings: LearningSettings, memory: RowMemory, saved?: StateReader): SessionLearner {
    this.#memory = memory;
    const state = saved?.child('model').tree('mixture');
    const own = mixtureSettings(settings, { loss: this.loss, responds: this.#settings.onDrift === 'adapt' });
    this.#source = new StreamMixture((before) => new TableMixture(this.#feed, own, before), state, {
      memory,
      codec: this.#parts.codec,
      due: this.#queue.due,
      delay: () => Math.max(this.#queue.waiting, this.#delay),
    });
    return new MixtureLearner(this.#source, saved?.tree('learner'));
  }

  get hasMixture(): boolean {
    return this.#mixture !== undefined;
  }

  fitMixture(): boolean {
    if (this.#mixture?.isOutgrown) this.#mixture.grow(this.#memory!);
    return this.hasMixture;
  }

  rehearsal(memory: RowMemory, outputWidth: number): RehearsalMemory {
    this.#memory = memory;
    return new EncodedMemory(memory, this.#parts.codec, outputWidth);
  }

  async fill(count: number): Promise<number> {
    if (this.#ended || this.#feed.read === undefined) return 0;
    const rows = await readRows(this.#feed, this.#queue.arrived, count, () => this.grow());
    this.#ended = rows < count;
    return rows;
  }

  /**
   * Takes a row that was written, and if it was predicted what was answered; its label is known.
   *
   * @param delay - rows that came between its prediction and its label.
   */
  push(from: AnsweredRows, row: number, delay = 0): void {
    this.#delay = delay;
    this.#queue.arrived.copy(this.#queue.arrived.rows.size, from, row);
    this.#queue.arrived.rows.size += 1;
  }

  scorePending(predictor: Predictor): void {
    const { judge, codec, predictor: row } = this.#parts;
    const { arrived, due } = this.#queue;
    if (!this.#isRecalling) {
      // Rows that were pushed came with their answers.
      const isRead = arrived.rows.size > 0 && this.#feed.read !== undefined;
      if (isRead) {
        this.answer(arrived, predictor);
        this.#feed.answered?.(arrived);
      }
      this.#queue.advance(this.#ended);
      const isEncoded = isRead && this.#mixture === undefined && due === arrived;
      if (judge.needsInputs && !isEncoded) row.encode(due.rows);
      const delay = this.#settings.labelDelay + this.#delay;
      for (let at = 0; at < due.rows.size; at += 1) judge.update(due, at, delay, row.batch.inputs.data);
      // The experts of a mixture respond each in its own way.
      if (this.#mixture === undefined) judge.adapt(this.#memory!);
    }
    codec.update(due.rows);
    judge.settle();
  }

  /**
   * Answers rows, and writes the answers beside them.
   *
   * @param predictor - the network, where one learns this stream.
   */
  answer(rows: AnsweredRows, predictor: Predictor): void {
    if (this.#mixture === undefined) this.#parts.predictor.answerAll(predictor, rows);
    else this.#mixture.answerAll(rows);
  }

  take(): Batch {
    const { due } = this.#queue;
    if (this.#mixture !== undefined && this.#task !== 'regression') return due.rows;
    const batch = this.#parts.batch.encode();
    if (this.#task === 'regression') this.#parts.bestConstant.learn(batch.targets.data, batch.size);
    if (this.#mixture === undefined) this.#parts.batch.rememberWild(this.#memory!);
    return this.#mixture === undefined ? batch : due.rows;
  }

  learned(): undefined {
    this.#queue.due.clear();
  }

  report(): StreamReport {
    return {
      metrics: {
        ...this.#parts.judge.metrics(this.#feed.classes),
        ...(this.#mixture === undefined ? {} : { experts: this.#mixture.report() }),
        ...(this.#feed.passedOver ?? { badRows: 0, unlabelledRows: 0 }),
        columns: this.#feed.schema.columns.map(({ name, type }) => ({ name, type })),
      },
    };
  }

  score({ metrics }: StreamReport): number {
    const accuracy = metrics?.['accuracy'];
    return typeof accuracy === 'number' ? accuracy : -((metrics?.['mae'] as number | null) ?? Number.NaN);
  }

  progress(): StreamProgress {
    return this.#parts.judge.progress();
  }

  /** Follows the feed's schema after columns were appended to it, or its target was found to be of another kind. */
  grow(): void {
    const { rawWidth } = this.#feed;
    this.#queue.widen(rawWidth);
    this.#memory?.widen({ inputs: rawWidth }, { inputs: Number.NaN });
    this.#parts.codec.grow();
    if (this.#parts.codec.task === this.#task) {
      this.#parts.judge.grow();
      this.#mixture?.grow(this.#memory!);
      this.#parts.batch.grow();
    } else this.#retarget();
  }

  get taskRevision(): number {
    return this.#taskRevision;
  }

  recall(memory: RowMemory, step: () => void): void {
    const { due } = this.#queue;
    const learn = this.#mixture === undefined ? () => this.#parts.codec.update(due.rows) : step;
    this.#isRecalling = true;
    recallRows(memory, this.#feed.schema.targets, this.#queue, learn);
    this.#isRecalling = false;
  }

  /**
   * Begins anew with a target of another kind. What waits for its label keeps what was answered, as far as that holds; what is remembered
   * gets its new labels.
   */
  #retarget(): void {
    const before = this.#task;
    const relabel = (target: number): number => this.#feed.classOf?.(target) ?? target;
    const codec = restoreCodec(this.#feed);
    const { judge } = this.#parts;
    this.#task = codec.task;
    this.#taskRevision += 1;
    this.#source = undefined;
    this.#parts = streamParts(this.#feed, this.#settings, { codec, due: this.#queue.due, judge });
    this.#queue.change((rows) => relabelRows(rows, relabel, before, this.#task));
    if (before === 'regression' && this.#memory !== undefined) relabelMemory(this.#memory, relabel);
  }

  modelState(): TableModelState {
    return {
      ...MODEL_FORMAT.header,
      words: this.#feed.state(),
      encoder: this.#parts.codec.state(),
      ...(this.#mixture === undefined ? {} : { mixture: this.#mixture.state() }),
    };
  }

  state(): StateTree {
    return {
      ...FORMAT.header,
      position: this.#feed.position?.() ?? null,
      ...this.#queue.state(),
      bestConstant: this.#parts.bestConstant.state(),
      judge: this.#parts.judge.state(),
    };
  }

  async close(): Promise<void> {
    await this.#feed.close?.();
  }
}
