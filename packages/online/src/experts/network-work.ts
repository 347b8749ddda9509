import type { StateReader } from '@graph/core';

/** What networks have done so far. */
export type NetworkWork = {
  /** Optimizer steps. */
  steps: number;
  /** Rows that went through one: new and rehearsed ones. */
  trainedRows: number;
  rehearsedRows: number;
  /** Losses of the rehearsed rows, together. */
  rehearsedLossSum: number;
};

/** Restores the counters; all are 0 without a reader. */
export function readWork(reader?: StateReader): NetworkWork {
  return {
    steps: reader?.count('steps') ?? 0,
    trainedRows: reader?.count('trainedRows') ?? 0,
    rehearsedRows: reader?.count('rehearsedRows') ?? 0,
    rehearsedLossSum: reader?.number('rehearsedLossSum') ?? 0,
  };
}
