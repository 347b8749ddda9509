import { type Batch, StateFormat, type StateReader, type StateTree } from '@graph/core';
import { BestConstant } from '@graph/evaluation';
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
import { relabelMemory, relabelRows } from '../rows/relabel.js';
import type { LearningSettings } from '../session/learning-settings.js';
import type { StreamProgress, StreamReport } from '../session/reports.js';
import { type RowMemory, type RowSchema, rowSchema } from '../session/row-memory.js';
import type { SessionLearner } from '../session/session-learner.js';
import type { Predictor, TrainingStream } from '../session/training-stream.js';
import { EncodedMemory } from './encoded-memory.js';
import { LearnedBatch } from './learned-batch.js';
import { readRows } from './read-rows.js';
import { restoreCodec } from './restore-codec.js';
import type { RowFeed } from './row-feed.js';
import { RowPredictor } from './row-predictor.js';
import type { TableCodec } from './table-codec.js';
import { TableJudge } from './table-judge.js';
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
  readonly #codec: TableCodec;
  readonly #queue: LabelQueue;
  readonly #bestConstant: BestConstant;
  readonly #judge: TableJudge;
  readonly #predictor: RowPredictor;
  readonly #batch: LearnedBatch;
  #source: StreamMixture | undefined;
  /** Rows between the prediction and the label of what was pushed last. */
  #delay = 0;
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
    this.#codec = restoreCodec(feed, saved?.model);
    this.#task = this.#codec.task;
    this.#predictor = new RowPredictor(this.#codec, batchSize);
    const sizes = { batchSize, rawWidth: feed.rawWidth, targetCount: targets.length, labelDelay };
    this.#queue = new LabelQueue(sizes, reader);
    this.#bestConstant =
      reader?.restore('bestConstant', (state) => BestConstant.from(state)) ??
      new BestConstant({ width: targets.length });
    this.#judge = new TableJudge(this.#codec, { targets, onDrift, replay }, reader?.child('judge'), before);
    this.#batch = new LearnedBatch(this.#codec, this.#queue.due, batchSize);
  }

  get #mixture(): TableMixture | undefined {
    return this.#source?.mixture;
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
    return this.#queue.arrived.rows.size + (this.#ended ? this.#queue.waiting : 0);
  }

  get baselineLoss(): number | null {
    return this.#codec.task === 'regression' ? this.#bestConstant.meanSquaredError : this.#judge.priorLogLoss;
  }

  get schema(): TableSchema {
    return this.#feed.schema;
  }

  /** Drifts found so far. */
  get drifts(): number {
    return this.#judge.drifts;
  }

  get lagWidth(): number {
    return LabelLags.width(this.#task, this.#feed.schema.targets.length);
  }

  mixture(settings: LearningSettings, memory: RowMemory, saved?: StateReader): SessionLearner {
    this.#memory = memory;
    const rest = { loss: this.loss, responds: this.#settings.onDrift === 'adapt' };
    const state = saved?.child('model').tree('mixture');
    const own = mixtureSettings(settings, rest);
    this.#source = new StreamMixture((before) => new TableMixture(this.#feed, own, before), state, {
      memory,
      codec: this.#codec,
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
    return new EncodedMemory(memory, this.#codec, outputWidth);
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
    const isEncoded = this.#answerArrived(predictor);
    this.#queue.advance(this.#ended);
    const { arrived, due } = this.#queue;
    if (this.#judge.needsInputs && !(isEncoded && due === arrived)) this.#predictor.encode(due.rows);
    const { data } = this.#predictor.batch.inputs;
    for (let row = 0; row < due.rows.size; row += 1) this.#judge.update(due, row, data);
    // The experts of a mixture respond each in its own way.
    if (this.#mixture === undefined) this.#judge.adapt(this.#memory!);
    this.#codec.update(due.rows);
    this.#judge.settle();
  }

  /** Answers rows that were read; those that were pushed came with their answers. Returns whether it encoded them. */
  #answerArrived(predictor: Predictor): boolean {
    if (this.#queue.arrived.rows.size === 0 || this.#feed.read === undefined) return false;
    this.answer(this.#queue.arrived, predictor);
    return this.#mixture === undefined;
  }

  /**
   * Answers rows, and writes the answers beside them.
   *
   * @param predictor - the network, where one learns this stream.
   */
  answer(rows: AnsweredRows, predictor: Predictor): void {
    if (this.#mixture === undefined) this.#predictor.answerAll(predictor, rows);
    else this.#mixture.answerAll(rows);
  }

  take(): Batch {
    const { due } = this.#queue;
    if (this.#mixture !== undefined && this.#task !== 'regression') return due.rows;
    const batch = this.#batch.encode();
    if (this.#task === 'regression') this.#bestConstant.learn(batch.targets.data, batch.size);
    if (this.#mixture === undefined) this.#batch.rememberWild(this.#memory!);
    return this.#mixture === undefined ? batch : due.rows;
  }

  learned(): undefined {
    this.#queue.due.clear();
  }

  report(): StreamReport {
    return {
      metrics: {
        ...this.#judge.metrics(this.#feed.classes),
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
    return this.#judge.progress();
  }

  /** Follows the feed's schema after columns were appended to it. */
  grow(): void {
    this.#codec.grow();
    const { rawWidth } = this.#feed;
    this.#queue.widen(rawWidth);
    this.#memory?.widen({ inputs: rawWidth }, { inputs: Number.NaN });
    this.#judge.grow();
    this.#mixture?.grow(this.#memory!);
    this.#batch.grow();
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
    const { arrived } = this.#queue;
    relabelRows(arrived, relabel);
    for (let row = 0; row < arrived.rows.size; row += 1) next.push(arrived, row);
    if (this.#task === 'regression' && this.#memory !== undefined) relabelMemory(this.#memory, relabel);
    return next;
  }

  modelState(): TableModelState {
    return {
      ...MODEL_FORMAT.header,
      words: this.#feed.state(),
      encoder: this.#codec.state(),
      ...(this.#mixture === undefined ? {} : { mixture: this.#mixture.state() }),
    };
  }

  state(): StateTree {
    return {
      ...FORMAT.header,
      position: this.#feed.position?.() ?? null,
      ...this.#queue.state(),
      bestConstant: this.#bestConstant.state(),
      judge: this.#judge.state(),
    };
  }

  async close(): Promise<void> {
    await this.#feed.close?.();
  }
}
