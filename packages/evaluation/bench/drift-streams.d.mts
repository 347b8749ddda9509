/** A stream of numbers from 0 to 1 whose changes are known. */
export type DriftStream = {
  readonly name: string;
  readonly values: Float64Array;
  readonly changes: readonly number[];
  /** Rows after the beginning of a change within which it counts as found. */
  readonly tolerance: number;
};
/** Makes one stream of each kind: errors (0 or 1) and losses, changing abruptly, gradually and not at all. */
export function driftStreams(seed: number): DriftStream[];
