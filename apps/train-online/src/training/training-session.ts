import type { ConsolidationScheduler, OnlineLearner } from '@graph/learner';
import type { Course } from './course.js';
import type { LevelChange, StateTree } from './shapes.js';

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
  #examples = 0;
  #rehearsedRows = 0;
  #rehearsedLossSum = 0;
  #isCut = false;

  /** Starts a session, or takes up one whose `state()` is given, with parts that were put back themselves. */
  constructor(parts: SessionParts, state?: StateTree) {
    this.#parts = parts;
    if (state === undefined) return;
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
    const { course } = this.#parts;
    return course.ended && course.pendingRows === 0;
  }

  /** Whether a batch is full, or the course wants what is there to be learned from now. */
  get isStepDue(): boolean {
    const { course, learner } = this.#parts;
    return course.pendingRows === learner.newRowsPerStep || (this.#isCut && course.pendingRows > 0);
  }

  /** Mean loss of all rehearsed rows; null where none was. */
  get averageRehearsedLoss(): number | null {
    return this.#rehearsedRows === 0 ? null : this.#rehearsedLossSum / this.#rehearsedRows;
  }

  /** Takes new rows from the course: as many as the batch still lacks, and at most `limit`. */
  fill(limit: number): number | Promise<number> {
    const { course, learner } = this.#parts;
    const wanted = Math.min(limit, learner.newRowsPerStep - course.pendingRows);
    const filling = course.fill(wanted);
    return typeof filling === 'number'
      ? this.#filled(filling, wanted)
      : filling.then((rows) => this.#filled(rows, wanted));
  }

  #filled(rows: number, wanted: number): number {
    const { course } = this.#parts;
    this.#examples += rows;
    this.#isCut = rows < wanted;
    if (rows === 0 && course.pendingRows === 0 && !course.ended)
      throw new Error('the course gave no row, although it has not ended and none was waiting to be learned');
    return rows;
  }

  /** Learns from the batch together with rehearsed rows, and remembers it. */
  step(): LevelChange | undefined {
    const { course, learner, memory, scheduler } = this.#parts;
    const batch = course.take(learner);
    const rows = batch.size;
    const { loss, rehearsedLoss, rehearsedRows } = learner.learnBatch(batch);
    this.#creditRehearsal(rehearsedRows, rehearsedLoss);
    this.#isCut = false;
    scheduler.observe({ rows, loss, memorySize: memory.size, memoryCapacity: memory.capacity });
    return course.learned(loss, rows, learner);
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
    return this.#parts.course.pendingRows > 0 ? this.step() : undefined;
  }

  /** The complete training state. */
  state(): StateTree {
    const { course, learner, memory, scheduler } = this.#parts;
    return {
      examples: this.#examples,
      rehearsedRows: this.#rehearsedRows,
      rehearsedLossSum: this.#rehearsedLossSum,
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
