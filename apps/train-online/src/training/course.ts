import type { Loss } from '@graph/learner';
import type { NdArray } from 'ndarray';
import type { LevelReport, RetentionReport, StreamMetrics } from '../report/training-report.js';
import type { Batch, LevelChange, StateTree } from './shapes.js';

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

/** What a run learns: the curriculum, or a stream of the user's own. Where examples come from, and how good is good. */
export type Course = {
  readonly inputWidth: number;
  readonly targetWidth: number;
  readonly domains: readonly string[];
  readonly loss: Loss;
  /** Whether there is nothing more to come. */
  readonly ended: boolean;
  /**
   * Appends up to `count` rows to `batch` and returns how many. Fewer than `count` means that what is there should be
   * learned from now: a level is over, or the stream.
   */
  fill(batch: Batch, count: number): number | Promise<number>;
  /** Looks at rows that are about to be learned from, to score what is predicted of them before. */
  beforeStep(batch: Batch, predictor: Predictor): void;
  /** Takes in the mean loss of the new rows of a step; says when that changed the level. */
  afterStep(loss: number, rows: number, predictor: Predictor): LevelChange | undefined;
  /** Measures the learner as it stands. */
  report(predictor: Predictor): CourseReport;
  /** Which checkpoint is the best: by the largest of these. */
  score(report: CourseReport): number;
  /** What the progress line says beyond counts. */
  detail(): string;
  /** Levels trained, in the order of the retention matrix's rows. */
  readonly trainedLevels: readonly number[];
  state(): StateTree;
};
