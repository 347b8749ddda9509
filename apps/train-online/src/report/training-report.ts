import type { HeldOut } from '../training/retention.js';

/** What `--json` prints, and what a checkpoint's manifest says for people and tools. */
export type TrainingReport = {
  readonly schemaVersion: 1;
  readonly seed: number;
  /** The effective settings by flag name: a file that `--config` takes. */
  readonly config: { readonly [flag: string]: string | number | boolean | readonly (string | number)[] };
  /** New examples. */
  readonly examples: number;
  /** Rows that went through a gradient step, new and rehearsed, as often as they did. */
  readonly trainedExamples: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly examplesPerSecond: number;
  readonly trainedExamplesPerCpuSecond: number;
  readonly loss: {
    /** Mean loss of the new rows, each before it was learned from. */
    readonly average: number | null;
    /** Lowest and last smoothed loss of the new rows. */
    readonly best: number | null;
    readonly final: number | null;
    /** Loss of the best constant prediction. */
    readonly baseline: number | null;
  };
  readonly levels?: readonly LevelReport[];
  readonly retention?: RetentionReport;
  readonly metrics?: StreamMetrics;
  readonly replay: {
    readonly strategy: string;
    readonly size: number;
    readonly capacity: number;
    readonly rehearsals: number;
    readonly averageLoss: number | null;
    /** Rows in the memory by domain. */
    readonly domains: { readonly [domain: string]: number };
  };
  readonly consolidations: number;
  /** The newest checkpoint's file; null when none was written. */
  readonly checkpoint: string | null;
  readonly stateDigest: string;
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
  readonly matrix: readonly (readonly number[])[];
  /** Mean of the last row over the levels trained. */
  readonly averageR2: number | null;
  /** Mean over the levels trained of the best so far less the last. */
  readonly forgetting: number | null;
};

/** How well a stream of one's own was predicted, each row before it was learned from. */
export type StreamMetrics = {
  readonly task: string;
  readonly rows: number;
  /** Means of the figure over segments of equal length, in the order of the stream. */
  readonly curve?: { readonly of: string; readonly rowsPerPoint: number; readonly means: readonly number[] };
  /** Changes of the world that were found, and the rows at which (the first 1000), 1-based. */
  readonly drifts?: { readonly found: number; readonly rows: readonly number[] };
  /** Rows that could not be read and were passed over. */
  readonly badRows?: number;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  /** The figures of each, where there are several targets. */
  readonly targets?: readonly { readonly name: string; readonly [metric: string]: unknown }[];
  readonly [metric: string]: unknown;
};
