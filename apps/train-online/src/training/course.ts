import type { Batch, Loss, RehearsalMemory } from '@graph/learner';
import type { Eviction, ReplayMemory, Schema } from '@graph/replay';
import type { NdArray } from 'ndarray';
import type { LevelReport, RetentionReport, StreamMetrics } from '../report/training-report.js';
import type { LevelChange, StateTree } from './shapes.js';

/** What a course needs of a learner in order to measure it; changes nothing. */
export type Predictor = {
  predict(inputs: NdArray<Float32Array>, options?: { readonly rows?: number }): NdArray<Float32Array>;
};

/** What a course says in the report. */
export type CourseReport = {
  readonly levels?: readonly LevelReport[];
  readonly retention?: RetentionReport;
  readonly metrics?: StreamMetrics;
};

/** A memory of rows with the domain of each. */
export type RowMemory = ReplayMemory<Schema>;

/** What a run learns: the curriculum, or a stream of the user's own. Where rows come from, and how good is good. */
export type Course = {
  readonly inputWidth: number;
  /** Outputs that the network should have; grows when a class appears. */
  readonly outputWidth: number;
  readonly outputActivation: 'linear' | 'sigmoid';
  readonly loss: Loss;
  /** The fields of a remembered row; `domains` is one of them. */
  readonly memorySchema: Schema;
  /** Which rows leave a memory that is full. */
  readonly eviction: Eviction;
  readonly domains: readonly string[];
  /** Whether there is nothing more to come. */
  readonly ended: boolean;
  /** Rows that were taken from the source and not yet learned from. */
  readonly pendingRows: number;
  /** Loss of the best constant prediction so far; null before the first row. */
  readonly baselineLoss: number | null;

  /** Lets a learner rehearse rows of `memory`. */
  rehearsal(memory: RowMemory): RehearsalMemory;
  /**
   * Takes up to `count` rows from the source and returns how many. Fewer than `count` means that what is pending should
   * be learned from now: a level is over, or the stream.
   */
  fill(count: number): number | Promise<number>;
  /** Scores what is predicted of the pending rows, before they are learned from. */
  scorePending(predictor: Predictor): void;
  /** Returns the pending rows as a batch to learn from, valid until `learned`. */
  take(): Batch;
  /** Takes in the mean loss of that batch; none of its rows is pending then. Says when that changed the level. */
  learned(loss: number, rows: number, predictor: Predictor): LevelChange | undefined;
  /** Measures the learner as it stands; on the way with less effort than at the end. */
  report(predictor: Predictor, options: { readonly isFinal: boolean }): CourseReport;
  /** Which checkpoint is the best: the one with the largest. */
  score(report: CourseReport): number;
  /** What the progress line says beyond counts. */
  detail(): string;
  /** What the header says of where the rows come from. */
  describe(): readonly string[];
  state(): StateTree;
  /** Lets go of the source. */
  close(): Promise<void>;
};
