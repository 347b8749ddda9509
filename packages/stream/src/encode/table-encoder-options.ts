import type { StateHeader } from '@graph/core';
import type { MomentsState } from './moments/moments.js';

/** The running statistics of an encoder: plain data, to be kept in a checkpoint. */
export type TableEncoderState = StateHeader<'table-encoder'> & MomentsState;

/** How values are encoded. */
export type TableEncoderOptions = {
  /** Standardised inputs are held within ± this; `Infinity` lets them all pass. @defaultValue 8 */
  readonly clip?: number;
  /**
   * Whether no single value, and no 0.1 % of them, can ruin the statistics of a column: values far away are held or passed over,
   * and read as missing beyond 1,000 deviations. @defaultValue false
   */
  readonly robust?: boolean;
};

/** What a robust encoder did about the wild values of a column. */
export type WildCounts = {
  readonly name: string;
  /** Values that were held within 8 deviations for the statistics. */
  readonly held: number;
  /** Values that were passed over: far away, and rare. */
  readonly rejected: number;
  /** Values that stand for "no value", and which that is. */
  readonly sentinels: number;
  readonly sentinel: number | null;
};

/** What is known of a column of numbers. */
export type ColumnStatistics = {
  readonly mean: number;
  /** The population's standard deviation; 0 before the second distinct value. */
  readonly deviation: number;
  /** The value that stands for "no value", NaN if there is none. */
  readonly sentinel: number;
};
