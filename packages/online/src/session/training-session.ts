import { StateFormat, type StateHeader, type StateReader, type StateTree } from '@graph/core';
import type { ConsolidationScheduler, NetworkState } from '@graph/learner';
import { OnlineError } from '../errors.js';
import type { LevelChange } from './reports.js';
import type { Reshaping } from './reshaping.js';
import type { RowMemory } from './row-memory.js';
import type { SessionLearner } from './session-learner.js';
import type { TrainingStream } from './training-stream.js';

/** The parts that a session composes; each of them is state too. */
export type SessionParts<M extends StateTree> = LearningParts & { readonly stream: TrainingStream<M> };

/** Those that learn. */
export type LearningParts = {
  readonly learner: SessionLearner;
  readonly memory: RowMemory;
  readonly scheduler: ConsolidationScheduler;
  readonly reshaping: Reshaping;
};

/** The whole state of a session: everything that changes while it trains. */
export type SessionState<M extends StateTree = StateTree> = StateHeader<'training-session'> & {
  readonly examples: number;
  readonly rehearsedRows: number;
  readonly rehearsedLossSum: number;
  /** What predicts: the state of a `Model`, where the stream is a table. */
  readonly model: M & { readonly network: NetworkState | null };
  readonly stream: StateTree;
  readonly learner: StateTree;
  readonly memory: StateTree;
  readonly scheduler: StateTree;
  readonly reshaping: StateTree;
};

/** The layout of that state. */
export const SESSION_FORMAT: StateFormat<'training-session'> = new StateFormat(
  'training-session',
  1,
  OnlineError,
);

/** What a step did. The session reuses the object: read it before the next step. */
export type StepResult = {
  /** Rows that were learned from; 0 where the labels of all are still to come. */
  readonly rows: number;
  /** Their mean loss before they were learned from; NaN if there were none. */
  readonly loss: number;
  readonly change: LevelChange | undefined;
};

/** Rows that a consolidation rehearses at least: 8 steps of one row. */
const CONSOLIDATED_ROWS = 256;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One training run: takes rows from a stream, and learns from them step by step together with what it remembers.
 *
 * @example
 * ```ts
 * while (!session.ended) {
 *   await session.fill(Infinity);
 *   if (session.isStepDue) session.step();
 *   session.consolidateIfDue();
 * }
 * ```
 */
export class TrainingSession<M extends StateTree = StateTree> {
  #parts: SessionParts<M>;
  readonly #renew: ((memory: RowMemory) => LearningParts) | undefined;
  #taskRevision: number;
  readonly #result: Mutable<StepResult> = { rows: 0, loss: Number.NaN, change: undefined };
  #examples = 0;
  /** Rows that were pending when the fill began that is still waiting for more; undefined where none is. */
  #fillingFrom: number | undefined;
  #rehearsedRows = 0;
  #rehearsedLossSum = 0;
  #isCut = false;

  /**
   * Composes a session.
   *
   * @param renew - makes parts that have learned nothing, where the stream predicts something of another kind than it did.
   * @param reader - of its own state where the parts were restored from theirs.
   */
  constructor(parts: SessionParts<M>, renew?: (memory: RowMemory) => LearningParts, reader?: StateReader) {
    this.#parts = parts;
    this.#renew = renew;
    this.#taskRevision = parts.stream.taskRevision ?? 0;
    if (reader === undefined) return;
    this.#examples = reader.count('examples');
    this.#rehearsedRows = reader.count('rehearsedRows');
    this.#rehearsedLossSum = reader.number('rehearsedLossSum');
  }

  get stream(): TrainingStream<M> {
    return this.#parts.stream;
  }

  get learner(): SessionLearner {
    this.#follow();
    return this.#parts.learner;
  }

  get memory(): RowMemory {
    this.#follow();
    return this.#parts.memory;
  }

  /** New examples so far, those that wait for the next step included. */
  get examples(): number {
    return this.#examples + this.#arriving;
  }

  /** Whether the stream has ended and everything of it was learned. */
  get ended(): boolean {
    const { stream } = this.#parts;
    return stream.ended && stream.pendingRows === 0;
  }

  /** Whether a batch is full, or the stream wants what is pending to be learned from now. */
  get isStepDue(): boolean {
    const { stream, learner } = this.#parts;
    const rows = stream.pendingRows;
    return rows === learner.newRowsPerStep || (rows > 0 && (this.#isCut || stream.ended));
  }

  /** Mean loss of all rehearsed rows; null where none was. */
  get averageRehearsedLoss(): number | null {
    return this.#rehearsedRows === 0 ? null : this.#rehearsedLossSum / this.#rehearsedRows;
  }

  /**
   * Takes new rows from the stream: as many as the batch still lacks, and at most `limit`. Returns how many. Rows that
   * arrive count at once: while it waits for more, and after it has failed, `examples` and `state()` have those that came.
   */
  fill(limit: number): number | Promise<number> {
    const { stream, learner } = this.#parts;
    const wanted = Math.min(limit, learner.newRowsPerStep - stream.pendingRows);
    this.#fillingFrom = stream.pendingRows;
    const filling = stream.fill(wanted);
    if (typeof filling === 'number') return this.#filled(filling, wanted);
    return filling.then(
      (rows) => this.#filled(rows, wanted),
      (error: unknown) => {
        this.#examples += this.#arriving;
        this.#fillingFrom = undefined;
        throw error;
      },
    );
  }

  /** Rows that have come for the fill that is still waiting for more. */
  get #arriving(): number {
    return this.#fillingFrom === undefined ? 0 : this.#parts.stream.pendingRows - this.#fillingFrom;
  }

  #filled(rows: number, wanted: number): number {
    this.#follow();
    const { stream, learner } = this.#parts;
    this.#fillingFrom = undefined;
    // A guess about a column may have been contradicted: then rows are wider before they are predicted.
    const inputs = stream.hasMixture ? 0 : stream.inputWidth - learner.network.inputWidth;
    if (inputs > 0) learner.network.widenInputs(inputs);
    this.#examples += rows;
    this.#isCut = rows < wanted;
    if (rows === 0 && stream.pendingRows === 0 && !stream.ended)
      throw new Error('the stream gave no row, although it has not ended and none was waiting to be learned');
    return rows;
  }

  /** Counts rows that were put into the stream by its owner rather than taken by `fill`. */
  count(rows: number): void {
    this.#examples += rows;
  }

  /** Learns from the pending rows together with rehearsed ones, and remembers them. */
  step(): StepResult {
    const { stream, learner, memory, scheduler, reshaping } = this.#parts;
    const result = this.#result;
    stream.scorePending(learner.network);
    this.fitWidths();
    const batch = stream.take();
    result.rows = batch.size;
    result.loss = Number.NaN;
    result.change = undefined;
    this.#isCut = false;
    // Labels may be late: then there is nothing to learn from yet.
    if (batch.size === 0) return result;
    const { loss, newRows, rehearsedLoss, rehearsedRows } = learner.learnBatch(batch);
    result.rows = newRows;
    result.loss = loss;
    if (newRows === 0) {
      stream.learned(loss, 0, learner.network);
      return result;
    }
    this.#countRehearsal(rehearsedRows, rehearsedLoss);
    scheduler.update({
      rows: result.rows,
      loss,
      memorySize: memory.size,
      memoryCapacity: memory.capacity,
    });
    reshaping.update(learner.network, result.rows, loss);
    result.change = stream.learned(loss, result.rows, learner.network);
    return result;
  }

  /** Consolidates when it is due; returns whether it did. */
  consolidateIfDue(): boolean {
    const { scheduler } = this.#parts;
    if (!scheduler.due) return false;
    this.consolidate();
    scheduler.done();
    return true;
  }

  /** Rehearses remembered rows alone, now. */
  consolidate(): void {
    const { rows, loss } = this.#parts.learner.consolidate();
    this.#countRehearsal(rows, loss);
  }

  /** Learns from rows that still wait, at the end of a run. A run that is resumed later fills their batch up instead. */
  finish(): StepResult | undefined {
    return this.#parts.stream.pendingRows > 0 ? this.step() : undefined;
  }

  /** Gives the network an input for every column and an output for every class that has appeared since. */
  fitWidths(): void {
    this.#follow();
    const { stream, learner } = this.#parts;
    // A stream that is learned by a mixture lets that follow.
    if (stream.fitMixture?.()) return;
    const { network } = learner;
    const inputs = stream.inputWidth - network.inputWidth;
    if (inputs > 0) network.widenInputs(inputs);
    const outputs = stream.outputWidth - network.outputWidth;
    if (outputs <= 0) return;
    const last = network.graph.nodes[network.graph.outputs.at(-1)!]!;
    network.widen(outputs, last.id);
  }

  /** Where what is predicted has turned out to be of another kind, begins to learn it anew with what is remembered. */
  #follow(): void {
    const { stream, memory } = this.#parts;
    if (this.#renew === undefined || (stream.taskRevision ?? 0) === this.#taskRevision) return;
    this.#taskRevision = stream.taskRevision ?? 0;
    this.#parts = { stream, ...this.#renew(memory) };
    stream.recall?.(memory, () => this.step());
    // A mixture has learned them one by one.
    if (stream.hasMixture) return;
    for (let rows = 0; rows < memory.size; rows += CONSOLIDATED_ROWS) this.consolidate();
  }

  /** Returns the complete training state. */
  state(): SessionState<M> {
    this.#follow();
    const { stream, memory, scheduler, reshaping } = this.#parts;
    const { network, ...learner } = this.#parts.learner.state();
    return {
      ...SESSION_FORMAT.header,
      examples: this.examples,
      rehearsedRows: this.#rehearsedRows,
      rehearsedLossSum: this.#rehearsedLossSum,
      model: { ...stream.modelState(), network },
      stream: stream.state(),
      learner,
      memory: memory.state(),
      scheduler: scheduler.state(),
      reshaping: reshaping.state(),
    };
  }

  #countRehearsal(rows: number, loss: number): void {
    if (rows === 0) return;
    this.#rehearsedRows += rows;
    this.#rehearsedLossSum += loss * rows;
  }
}
