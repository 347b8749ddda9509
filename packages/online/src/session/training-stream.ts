import type { Batch, StateReader, StateTree } from '@graph/core';
import type { Loss, Network, RehearsalMemory } from '@graph/learner';
import type { Eviction } from '@graph/replay';
import type { LearningSettings } from './learning-settings.js';
import type { LevelChange, StreamProgress, StreamReport } from './reports.js';
import type { RowMemory, RowSchema } from './row-memory.js';
import type { SessionLearner } from './session-learner.js';

/** What a stream needs of a network in order to measure it; changes nothing. */
export type Predictor = Pick<Network, 'outputWidth' | 'predict'>;

/**
 * What a session learns: the curriculum, or a table. Where rows come from, how they become batches, and how good is
 * good. A session calls, in each step: `fill` until enough rows are pending, `scorePending`, `take`, and `learned`.
 */
export interface TrainingStream<M extends StateTree = StateTree> {
  /** Inputs and outputs that the network should have; they grow when a column or a class appears. */
  readonly inputWidth: number;
  readonly outputWidth: number;
  readonly outputActivation: 'linear' | 'sigmoid';
  readonly loss: Loss;
  /** The fields of a remembered row; `domains` is one of them. */
  readonly memorySchema: RowSchema;
  /** Which rows leave a memory that is full. */
  readonly eviction: Eviction;
  readonly domains: readonly string[];
  /** Whether there is nothing more to come. */
  readonly ended: boolean;
  /** Rows that were taken from the source and not yet learned from. */
  readonly pendingRows: number;
  /** Loss of the best constant prediction so far; null before the first row. */
  readonly baselineLoss: number | null;

  /** Values that a remembered row keeps of the labels before it, where a mixture learns; missing where none can. */
  readonly lagWidth?: number;

  /**
   * Makes the mixture of experts that learns this stream from here on; missing where only a network can.
   *
   * @param saved - of an earlier session: `model` and `learner`.
   */
  mixture?(settings: LearningSettings, memory: RowMemory, saved?: StateReader): SessionLearner;
  /** Whether there is such a mixture: it follows columns that appear by itself. */
  readonly hasMixture?: boolean;
  /** Makes room in that mixture for columns and classes that have appeared; returns whether there is one. */
  fitMixture?(): boolean;
  /**
   * One more whenever what is predicted has turned out to be of another kind: then a learner begins anew. Missing where that never
   * happens.
   */
  readonly taskRevision?: number;
  /**
   * Takes in rows that were remembered before that, the oldest first, without scoring them.
   *
   * @param step - called for each where a mixture learns: it is pending then, and nothing else.
   */
  recall?(memory: RowMemory, step: () => void): void;
  /** Lets a learner whose network has so many outputs rehearse rows of `memory`. */
  rehearsal(memory: RowMemory, outputWidth: number): RehearsalMemory;
  /**
   * Takes up to `count` rows from the source and returns how many. Fewer than `count` means that what is pending should
   * be learned from now: a level is over, or the stream.
   */
  fill(count: number): number | Promise<number>;
  /** Scores what is predicted of the pending rows, before they are learned from. */
  scorePending(predictor: Predictor): void;
  /** Returns the pending rows as a batch to learn from, valid until `learned`. */
  take(): Batch;
  /** Takes in the mean loss of that batch; none of its rows is pending then. Returns how that changed the level. */
  learned(loss: number, rows: number, predictor: Predictor): LevelChange | undefined;
  /** Measures the learner; an intermediate report costs less than the final one. */
  report(predictor: Predictor, options: { readonly isFinal: boolean }): StreamReport;
  /** Which checkpoint is the best: the one with the largest. */
  score(report: StreamReport): number;
  /** What a progress line shows beside counts. */
  progress(): StreamProgress;
  /** What turns rows into inputs and outputs into answers: with the network's state it is the state of a `Model`. */
  modelState(): M;
  state(): StateTree;
  /** Releases the source. */
  close(): Promise<void>;
}
