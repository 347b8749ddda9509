import type { ConsolidationScheduler, OnlineLearner } from '@graph/learner';
import { batchState, createBatch, restoreBatch } from './batch.js';
import { BestConstant } from './best-constant.js';
import type { Course } from './course.js';
import type { Batch, LevelChange, StateTree } from './shapes.js';

/** The parts that a session composes; each of them is state too. */
export type SessionParts = {
  readonly course: Course;
  readonly learner: OnlineLearner;
  readonly memory: { readonly size: number; readonly capacity: number; state(): unknown };
  readonly scheduler: ConsolidationScheduler;
};

/** One training run in memory: everything that changes while it trains, and how to take it out. */
export class TrainingSession {
  readonly #parts: SessionParts;
  /** Rows that were generated and not yet learned from. */
  readonly #pending: Batch;
  #bestConstant: BestConstant;
  #examples = 0;
  #rehearsedRows = 0;
  #rehearsedLossSum = 0;
  #isCut = false;

  /** Starts a session, or takes up one whose `state()` is given, with parts that were put back themselves. */
  constructor(parts: SessionParts, state?: StateTree) {
    this.#parts = parts;
    const { course, learner } = parts;
    this.#pending = createBatch(learner.newRowsPerStep, course.inputWidth, course.targetWidth);
    this.#bestConstant = new BestConstant(course.targetWidth);
    if (state === undefined) return;
    restoreBatch(this.#pending, state['pending'] as StateTree);
    this.#bestConstant = BestConstant.from(state['bestConstant'] as StateTree);
    this.#examples = state['examples'] as number;
    this.#rehearsedRows = state['rehearsedRows'] as number;
    this.#rehearsedLossSum = state['rehearsedLossSum'] as number;
  }

  /** New examples so far, those that wait for the next step included. */
  get examples(): number {
    return this.#examples;
  }

  /** Whether the stream has ended and everything of it was learned. */
  get ended(): boolean {
    return this.#parts.course.ended && this.#pending.size === 0;
  }

  /** Whether a batch is full, or the source wants what is there to be learned from now. */
  get isStepDue(): boolean {
    const { size } = this.#pending;
    return size === this.#parts.learner.newRowsPerStep || (this.#isCut && size > 0);
  }

  /** Loss of the best constant prediction of the targets so far; null before the first. */
  get baselineLoss(): number | null {
    return this.#bestConstant.meanSquaredError;
  }

  /** Mean loss of all rehearsed rows; null where none was. */
  get averageRehearsedLoss(): number | null {
    return this.#rehearsedRows === 0 ? null : this.#rehearsedLossSum / this.#rehearsedRows;
  }

  /** Takes new rows from the source: as many as the batch still lacks, and at most `limit`. */
  fill(limit: number): number | Promise<number> {
    const { course, learner } = this.#parts;
    const wanted = Math.min(limit, learner.newRowsPerStep - this.#pending.size);
    const filling = course.fill(this.#pending, wanted);
    return typeof filling === 'number'
      ? this.#filled(filling, wanted)
      : filling.then((rows) => this.#filled(rows, wanted));
  }

  #filled(rows: number, wanted: number): number {
    this.#examples += rows;
    this.#isCut = rows < wanted;
    if (rows === 0 && this.#pending.size === 0 && !this.#parts.course.ended)
      throw new Error('the source gave no row, although it has not ended and none was waiting to be learned');
    return rows;
  }

  /** Learns from the batch together with rehearsed rows, and remembers it. */
  step(): LevelChange | undefined {
    const { course, learner, memory, scheduler } = this.#parts;
    const rows = this.#pending.size;
    course.beforeStep(this.#pending, learner);
    this.#bestConstant.add(this.#pending.targets.data, rows);
    const { loss, rehearsedLoss, rehearsedRows } = learner.learnBatch(this.#pending);
    this.#creditRehearsal(rehearsedRows, rehearsedLoss);
    this.#pending.size = 0;
    this.#isCut = false;
    scheduler.observe({ rows, loss, memorySize: memory.size, memoryCapacity: memory.capacity });
    return course.afterStep(loss, rows, learner);
  }

  /** Consolidates when it is due; says whether it did. */
  consolidateIfDue(): boolean {
    const { learner, scheduler } = this.#parts;
    if (!scheduler.due) return false;
    const { rows, loss } = learner.consolidate();
    scheduler.done();
    this.#creditRehearsal(rows, loss);
    return true;
  }

  /** Learns from rows that still wait, at the end of a run. A run that goes on later fills their batch up instead. */
  finish(): LevelChange | undefined {
    return this.#pending.size > 0 ? this.step() : undefined;
  }

  /** The complete training state. */
  state(): StateTree {
    const { course, learner, memory, scheduler } = this.#parts;
    return {
      examples: this.#examples,
      rehearsedRows: this.#rehearsedRows,
      rehearsedLossSum: this.#rehearsedLossSum,
      pending: batchState(this.#pending),
      bestConstant: this.#bestConstant.state(),
      course: course.state(),
      learner: learner.state() as unknown as StateTree,
      memory: memory.state() as StateTree,
      scheduler: scheduler.state() as unknown as StateTree,
    };
  }

  #creditRehearsal(rows: number, loss: number): void {
    if (rows === 0) return;
    this.#rehearsedRows += rows;
    this.#rehearsedLossSum += loss * rows;
  }
}
