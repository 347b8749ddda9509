import type { ExpertReport } from '../mixture/expert-report.js';

/** The level of a run has changed. */
export type LevelChange = {
  readonly kind: 'advance' | 'regress';
  readonly from: number;
  readonly to: number;
  readonly reason: string;
};

/** What a stream says of itself and of what was learned. */
export type StreamReport = {
  readonly levels?: readonly LevelReport[];
  readonly retention?: RetentionReport;
  readonly metrics?: StreamMetrics;
};

/** Held-out figures of one level. */
export type HeldOut = {
  readonly rows: number;
  readonly mse: number;
  readonly baselineMse: number;
  readonly r2: number;
};

/** One level of the curriculum, trained or not. */
export type LevelReport = {
  readonly level: number;
  readonly name: string;
  readonly domain: string;
  /** New examples of it. */
  readonly examples: number;
  readonly heldOut: HeldOut;
};

/** What was learned and what was forgotten. */
export type RetentionReport = {
  /** The level after which each row of the matrix was measured, 1-based. */
  readonly levels: readonly number[];
  /** `matrix[i][j]`: held-out R² on level j + 1 after the i-th level trained. */
  readonly matrix: readonly (readonly (number | null)[])[];
  /** Mean of the last row over the levels trained. */
  readonly averageR2: number | null;
  /** Mean over the levels trained of the best so far less the last. */
  readonly forgetting: number | null;
};

/** What a figure can be: plain JSON. */
export type MetricValue =
  | string
  | number
  | boolean
  | null
  | readonly MetricValue[]
  | { readonly [name: string]: MetricValue | undefined };

/** How well a table was predicted, each row before it was learned from, beside guesses that need no model. */
export type StreamMetrics = {
  readonly task: string;
  /** Rows whose label has come. */
  readonly rows: number;
  /** Those of them that count for the figures: a row that was predicted before any label had come counts for none. */
  readonly scoredRows?: number;
  /** Means of the figure over segments of equal length, in the order of the stream. */
  readonly curve?: { readonly of: string; readonly rowsPerPoint: number; readonly means: readonly number[] };
  /** Changes of the world that were found, and the rows at which (the first 1000), 1-based. */
  readonly drifts?: { readonly found: number; readonly rows: readonly number[] };
  /** What each expert of a mixture is worth, where one learns. */
  readonly experts?: readonly ExpertReport[];
  /**
   * Rows whose number lay so far away, by what was known before them, that they were predicted and not learned: how many, and how far
   * off the answers to them were. All other figures are of the other rows; `maeOfAll` and `rmseOfAll` are of both.
   */
  readonly wild?: {
    readonly rows: number;
    readonly mae: number | null;
    readonly rmse: number | null;
    readonly maeOfAll: number | null;
    readonly rmseOfAll: number | null;
  };
  /**
   * By column and target, those that had some: values that were held within 8 deviations before they moved its statistics, that were
   * passed over as far away and rare, and that stand for no value; and which value that is.
   */
  readonly wildValues?: readonly {
    readonly name: string;
    readonly held: number;
    readonly rejected: number;
    readonly sentinels: number;
    readonly sentinel: number | null;
  }[];
  /** Rows that could not be read and were passed over. */
  readonly badRows?: number;
  /** Rows without a label, from which nothing can be learned. */
  readonly unlabelledRows?: number;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  /** The figures of each, where there are several targets. */
  readonly targets?: readonly { readonly name: string; readonly [metric: string]: MetricValue | undefined }[];
  readonly [metric: string]: MetricValue | undefined;
};

/** The level that is being learned, or how good the predictions of recent rows were. */
export type StreamProgress =
  | { readonly level: number; readonly name: string }
  | { readonly metric: 'accuracy' | 'mae'; readonly value: number | null };
