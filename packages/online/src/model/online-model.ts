import { StateFormat, type StateReader, type StateTree } from '@graph/core';
import type { RowWriterState } from '@graph/stream';
import { OnlineError } from '../errors.js';
import { createSession, restoreSession } from '../session/create-session.js';
import type { TrainingSession } from '../session/training-session.js';
import { TableStream } from '../table/table-stream.js';
import { checkLabelled } from './check-labelled.js';
import { CurrentRow } from './current-row.js';
import { MODEL_FORMAT, type TableModelState } from './model-state.js';
import {
  type OnlineModelOptions,
  type OnlineModelSettings,
  onlineModelSettings,
} from './online-model-options.js';
import type {
  IdStatus,
  LabelOneResult,
  LearnOneResult,
  OnlineModelReport,
  OnlineModelState,
  PredictOneOptions,
  Row,
} from './online-model-types.js';
import { PendingLabels } from './pending-labels.js';
import { plainLabel } from './plain-label.js';
import { type Prediction, predictionOf } from './prediction.js';
import { rowsOfColumns } from './rows-of-columns.js';

const FORMAT = new StateFormat('online-model', 1, OnlineError);

/**
 * Learns a table online, row by row: each row is predicted, scored, and then learned from together with remembered ones. It
 * works from the first row; columns and classes may appear at any time.
 *
 * @example
 * ```ts
 * const model = new OnlineModel({ target: 'fraud', seed: 42 });
 * model.learnOne({ amount: 12, country: 'DE', fraud: false });
 * model.predictOne({ amount: 80, country: 'NO' }); // { value: false, probability: 0.41 }
 * ```
 */
export class OnlineModel {
  readonly #options: OnlineModelOptions;
  readonly #settings: OnlineModelSettings;
  readonly #targets: readonly string[];
  #row: CurrentRow;
  #pending: PendingLabels;
  #stream: TableStream | undefined;
  #session: TrainingSession<TableModelState> | undefined;
  #rows = 0;

  /** @throws OnlineError `OPTION` if an option is unknown or out of its range. */
  constructor(options: OnlineModelOptions) {
    this.#settings = onlineModelSettings(options);
    this.#options = options;
    this.#targets = [options.target].flat();
    this.#row = new CurrentRow(options, this.#targets, () => this.#follow());
    this.#pending = this.#newPending();
  }

  /**
   * Restores a model from its `state()`, or from a structured clone of it: it needs no earlier row.
   *
   * @throws OnlineError `STATE` if it is not the state of one.
   */
  static from(state: OnlineModelState): OnlineModel {
    const reader = FORMAT.read(state);
    const model = new OnlineModel(reader.json('options') as OnlineModelOptions);
    model.#restore(reader);
    return model;
  }

  /** The options that it was made with. */
  get options(): OnlineModelOptions {
    return this.#options;
  }

  /** Rows seen so far: learned from, or predicted with an id. */
  get rows(): number {
    return this.#rows;
  }

  /** Rows learned from so far, those that wait for their step to fill up included. */
  get examples(): number {
    return this.#session?.examples ?? 0;
  }

  /**
   * Predicts a row. Nothing changes, unless it is given an id: then it waits for its label.
   *
   * @throws OnlineError `ROW` if the row is not an object, or one waits under that id; `OPTION` if a time is wanted.
   */
  predictOne(row: Row, options: PredictOneOptions = {}): Prediction {
    const { id } = options;
    if (id === undefined) {
      this.#row.write(row, false);
      return this.#answer();
    }
    if (this.#pending.slotOf(id) !== undefined)
      throw new OnlineError(
        'ROW',
        `a row waits under the id ${JSON.stringify(id)} already; give each its own`,
      );
    // What is missing is said before anything is remembered.
    this.#pending.now(this.#rows, options.time, 'predictOne');
    this.#row.write(row, true);
    const prediction = this.#answer();
    this.#rows += 1;
    const since = this.#pending.now(this.#rows, options.time, 'predictOne');
    this.#pending.expireUntil(since);
    this.#pending.add(id, this.#row.rows, 0, since);
    return prediction;
  }

  /**
   * Predicts a row, scores that, and learns from it.
   *
   * @throws OnlineError `ROW` if the row is not an object, or has no label.
   */
  learnOne(row: Row): LearnOneResult {
    checkLabelled(row, this.#targets);
    this.#row.write(row, true);
    this.#row.checkLabel();
    this.#start();
    const prediction = this.#answer();
    this.#rows += 1;
    this.#pending.expireRows(this.#rows);
    return this.#learn(prediction);
  }

  /**
   * Learns from a row that `predictOne` was given with an id: what was predicted then is scored.
   *
   * @param label - the value of the target; of several an object by their names.
   * @param options.time - when that is, by the caller's own clock.
   * @throws OnlineError `ROW` if the label cannot be used; the row still waits then.
   */
  labelOne(id: string, label: unknown, options: { readonly time?: number } = {}): LabelOneResult {
    this.#pending.expireUntil(this.#pending.now(this.#rows, options.time, 'labelOne'));
    const slot = this.#pending.slotOf(id);
    if (slot === undefined) return this.#pending.closedStatus(id);
    this.#row.take(this.#pending.rows, slot);
    this.#row.label(label);
    this.#start();
    // A row that came before the first label was not predicted then.
    const { rows, writer } = this.#row;
    const width = rows.width(0);
    const prediction =
      width === 0 ? this.#answer() : predictionOf(writer, rows.answers, rows.offset(0), width);
    this.#pending.close(id, { label: plainLabel(label) });
    // On average a row waits for as many rows as wait with it (Little 1961).
    return { status: 'learned', ...this.#learn(prediction, this.#pending.size) };
  }

  /** Learns from all rows of an iterable, or an async one. Returns how many there were. */
  async learnMany(rows: Iterable<Row> | AsyncIterable<Row>): Promise<number> {
    let count = 0;
    for await (const row of rows) {
      this.learnOne(row);
      count += 1;
    }
    return count;
  }

  /**
   * Learns from rows that are given as columns, each a list or array of one value a row.
   *
   * @returns how many rows there were.
   * @throws OnlineError `ROW` if columns are of different lengths: nothing was learned then.
   */
  learnBatch(columns: Readonly<Record<string, ArrayLike<unknown>>>): number {
    const rows = rowsOfColumns(columns);
    for (const row of rows) this.learnOne(row);
    return rows.length;
  }

  /** Lets rows expire whose label has not come until `time`, where `labelWait` is a time. */
  expire(time: number): void {
    this.#pending.expireUntil(time);
  }

  /** Tells what became of an id; unknown is also what that is too long ago of. */
  statusOf(id: string): IdStatus {
    return this.#pending.statusOf(id);
  }

  /** Lets the row of an id expire before its time. Returns whether it waited. */
  expireOne(id: string): boolean {
    return this.#pending.expire(id);
  }

  /** Learns from the rows that wait for their step to fill up, if there are any. */
  finish(): void {
    this.#session?.finish();
  }

  /** Returns how well rows were predicted before they were learned from, beside guesses that need no model. */
  report(): OnlineModelReport {
    const metrics = this.#stream?.report().metrics ?? { task: 'unknown', rows: 0 };
    return { ...metrics, pending: this.#pending.size, expired: this.#pending.expired };
  }

  /** Returns everything that changes while learning; the arrays are copies. */
  state(): OnlineModelState {
    const { schema: _, ...options } = this.#options;
    const { model, ...session } = this.#session?.state() ?? {
      model: { ...MODEL_FORMAT.header, words: this.#row.state(), encoder: null, network: null },
    };
    return {
      ...FORMAT.header,
      options: JSON.stringify(options),
      rows: this.#rows,
      model,
      session: this.#session === undefined ? null : session,
      pending: this.#pending.state(),
    };
  }

  #restore(reader: StateReader): void {
    this.#row = reader
      .child('model')
      .restore(
        'words',
        (state: RowWriterState) => new CurrentRow(this.#options, this.#targets, () => this.#follow(), state),
      );
    this.#rows = reader.count('rows');
    this.#pending = this.#newPending(reader.tree('pending'));
    if (!reader.has('session')) return;
    const [session, model] = [reader.tree('session'), reader.tree('model')];
    this.#stream = new TableStream(this.#row.writer, this.#settings.stream, {
      stream: reader.child('session').tree('stream'),
      model,
    });
    this.#session = restoreSession(this.#stream, this.#settings.learning, { ...session, model });
  }

  /** Follows the writer's schema: rows, statistics, memory and network make room for columns that were appended. */
  #follow(): void {
    this.#pending.widen(this.#row.writer.rawWidth);
    if (this.#stream === undefined || this.#session === undefined) return;
    this.#stream.grow();
    this.#session.fitWidths();
  }

  /** Begins to learn, once the first label has told what is to be predicted. */
  #start(): void {
    if (this.#session !== undefined) return;
    this.#stream = new TableStream(this.#row.writer, this.#settings.stream);
    this.#session = createSession(this.#stream, this.#settings.learning);
  }

  /** Answers the current row. */
  #answer(): Prediction {
    if (this.#session === undefined || this.#stream === undefined) return { value: null };
    const { rows, writer } = this.#row;
    this.#stream.answer(rows, this.#session.learner.network);
    const width = rows.width(0);
    return width === 0 ? { value: null } : predictionOf(writer, rows.answers, rows.offset(0), width);
  }

  /** Learns from the current row, as soon as there are as many as a step takes. */
  #learn(prediction: Prediction, delay = 0): LearnOneResult {
    const stream = this.#stream!;
    const session = this.#session!;
    stream.push(this.#row.rows, 0, delay);
    session.count(1);
    if (!session.isStepDue) return { prediction, loss: null, drift: false };
    const drifts = stream.drifts;
    const { loss } = session.step();
    session.consolidateIfDue();
    return { prediction, loss: Number.isNaN(loss) ? null : loss, drift: stream.drifts > drifts };
  }

  #newPending(state?: StateTree): PendingLabels {
    const { labelWait: wait, maxPending } = this.#settings;
    return new PendingLabels({ wait, maxPending }, this.#row.writer.rawWidth, this.#targets.length, state);
  }
}
