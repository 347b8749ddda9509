import type { HistoryPoints } from '../history/history-points.js';

/** What is drawn of one run; whatever is left out has no picture. */
export type RunPicture = {
  /** How the run is called. */
  readonly name: string;
  /** `RunHistory.points()`. */
  readonly points: HistoryPoints;
  /** What the series of `metric` are, and over all rows the figure of the model and of each guess that needs no model. */
  readonly metric?: {
    readonly name: string;
    readonly better: 'higher' | 'lower';
    readonly model: number | null;
    readonly baselines: Readonly<Record<string, number | null>>;
    /** What each guess does, as a sentence says it, such as “repeating the last label”; its name where that is missing. */
    readonly told?: Readonly<Record<string, string>>;
  };
  /** What must be known before all else, in whole sentences. */
  readonly warnings?: readonly string[];
  /** Further figures of the whole run, by what they are called. */
  readonly figures?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly retention?: RetentionPicture;
  /** `counts[truth][answer]`, by the class's place in `classes`. */
  readonly confusion?: {
    readonly classes: readonly string[];
    readonly counts: readonly (readonly number[])[];
  };
  /** How often it was yes among the answers that gave it some probability. */
  readonly reliability?: readonly ReliabilityBin[];
  /** What each column is, and what it is worth: how much worse the metric is without what it says. */
  readonly columns?: readonly {
    readonly name: string;
    readonly type: string;
    readonly worth?: number | null;
  }[];
  /** The effective settings by name. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the state that the figures are of. */
  readonly digest?: string;
  /** The command that resumes the run. */
  readonly resumeCommand?: string;
};

/** How well each level is known after each training. */
export type RetentionPicture = {
  /** What the score is, such as `R²`. */
  readonly score: string;
  readonly levels: readonly string[];
  /** The level of each training, from 1. */
  readonly trained: readonly number[];
  /** `[training][level]` */
  readonly matrix: readonly (readonly (number | null)[])[];
};

/** Answers of about one probability. */
export type ReliabilityBin = {
  /** Their mean probability. */
  readonly predicted: number;
  /** The share of them that was yes. */
  readonly observed: number;
  readonly rows: number;
};
