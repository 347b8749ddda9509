import type { NdArray } from 'ndarray';

/**
 * Rows as columns, allocated once and refilled. Columns are row-major and without gaps: offset 0, strides `[width, 1]`.
 */
export type Batch = {
  /** Rows in use, ≤ capacity. */
  size: number;
  /** `[capacity, inputWidth]`. */
  inputs: NdArray<Float32Array>;
  /** `[capacity, targetWidth]`. */
  targets: NdArray<Float32Array>;
  /** `[capacity]`, index into a list of domain names. */
  domains: Uint16Array;
  /** `[capacity]`. */
  levels: Uint8Array;
};
