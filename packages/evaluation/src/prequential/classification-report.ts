import type { BaselineClassFigures, ClassFigures } from './class-scores.js';

/** A classifier's figures beside those of its baselines, each over three kinds of average. */
export type ClassificationReport = {
  readonly rows: number;
  /** Classes met: the highest index plus 1. */
  readonly classCount: number;
  readonly running: ClassFigures;
  readonly windowed: ClassFigures;
  readonly fading: ClassFigures;
  /** How far the running ROC AUC can be from the exact one. */
  readonly rocAucErrorBound: number | null;
  readonly baselines: {
    readonly majorityClass: { readonly [average in Average]: BaselineClassFigures };
    readonly lastClass: { readonly [average in Average]: BaselineClassFigures };
  };
  /** `[target][prediction]`, rows so far; null when there are more than 256 classes. */
  readonly confusion: readonly (readonly number[])[] | null;
};

type Average = 'running' | 'windowed' | 'fading';
