import { type ConsolidationScheduler, OnlineLearner, type OnlineLearnerOptions } from '@graph/learner';
import type { Course, RowMemory } from './course.js';
import type { Reshaping } from './reshaping.js';
import type { LevelChange, StateTree } from './shapes.js';

/** The parts that a session composes; each of them is state too. */
export type SessionParts = {
  readonly course: Course;
  readonly learner: OnlineLearner;
  /** What a learner is given again when it is made anew for a wider network. */
  readonly equipment: () => Pick<OnlineLearnerOptions, 'memory' | 'consolidation' | 'consolidationStrategy'>;
  readonly memory: RowMemory;
  readonly scheduler: ConsolidationScheduler;
  readonly reshaping: Reshaping;
};

/** One training run in memory: everything that changes while it trains, and how to take it out. */
export class TrainingSession {
  readonly #parts: SessionParts;
  #learner: OnlineLearner;
  #examples = 0;
  #rehearsedRows = 0;
  #rehearsedLossSum = 0;
  #isCut = false;

  /** Starts a session, or takes up one whose `state()` is given, with parts that were put back themselves. */
  constructor(parts: SessionParts, state?: StateTree) {
    this.#parts = parts;
    this.#learner = parts.learner;
    if (state === undefined) return;
    this.#examples = state['examples'] as number;
    this.#rehearsedRows = state['rehearsedRows'] as number;
    this.#rehearsedLossSum = state['rehearsedLossSum'] as number;
  }

  get learner(): OnlineLearner {
    return this.#learner;
  }

  get memory(): RowMemory {
    return this.#parts.memory;
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
    const { course } = this.#parts;
    const rows = course.pendingRows;
    return rows === this.#learner.newRowsPerStep || (rows > 0 && (this.#isCut || course.ended));
  }

  /** Mean loss of all rehearsed rows; null where none was. */
  get averageRehearsedLoss(): number | null {
    return this.#rehearsedRows === 0 ? null : this.#rehearsedLossSum / this.#rehearsedRows;
  }

  /** Takes new rows from the course: as many as the batch still lacks, and at most `limit`. */
  fill(limit: number): number | Promise<number> {
    const { course } = this.#parts;
    const wanted = Math.min(limit, this.#learner.newRowsPerStep - course.pendingRows);
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
    const { course, memory, scheduler, reshaping } = this.#parts;
    course.scorePending(this.#learner);
    this.#widenOutputs();
    const learner = this.#learner;
    const batch = course.take();
    const rows = batch.size;
    this.#isCut = false;
    // Labels may be late: then there is nothing to learn from yet.
    if (rows === 0) return undefined;
    const { loss, rehearsedLoss, rehearsedRows } = learner.learnBatch(batch);
    this.#creditRehearsal(rehearsedRows, rehearsedLoss);
    scheduler.observe({ rows, loss, memorySize: memory.size, memoryCapacity: memory.capacity });
    reshaping.observe(learner.network, rows, loss);
    return course.learned(loss, rows, learner);
  }

  /** Consolidates when it is due; says whether it did. */
  consolidateIfDue(): boolean {
    const { scheduler } = this.#parts;
    if (!scheduler.due) return false;
    const { rows, loss } = this.#learner.consolidate();
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
    const { course, memory, scheduler, reshaping } = this.#parts;
    return {
      examples: this.#examples,
      rehearsedRows: this.#rehearsedRows,
      rehearsedLossSum: this.#rehearsedLossSum,
      course: course.state(),
      learner: this.#learner.state() as unknown as StateTree,
      memory: memory.state() as unknown as StateTree,
      scheduler: scheduler.state() as unknown as StateTree,
      reshaping: reshaping.state(),
    };
  }

  /** Gives the network an output for every class that has appeared since; the learner is made anew around it. */
  #widenOutputs(): void {
    const { course, equipment } = this.#parts;
    const { network } = this.#learner;
    const missing = course.outputWidth - network.outputWidth;
    if (missing <= 0) return;
    const last = network.graph.nodes[network.graph.outputs.at(-1)!]!;
    network.widen(missing, last.id);
    this.#learner = OnlineLearner.from(this.#learner.state(), equipment());
  }

  #creditRehearsal(rows: number, loss: number): void {
    if (rows === 0) return;
    this.#rehearsedRows += rows;
    this.#rehearsedLossSum += loss * rows;
  }
}
