import type { ColumnWorths, LevelReport, RetentionReport, StreamMetrics } from '@graph/online';

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
  /** At the end of a run over a table with a memory. */
  readonly columnWorths?: ColumnWorths;
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
