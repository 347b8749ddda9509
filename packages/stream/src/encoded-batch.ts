import type { NdArray } from 'ndarray';
import type { TableBatch } from './table-batch.js';

/** What a network takes: columns, allocated once and refilled. */
export type EncodedBatch = {
  size: number;
  /** `[capacity, inputWidth]`. */
  readonly inputs: NdArray<Float32Array>;
  /** `[capacity, outputWidth]`. */
  readonly targets: NdArray<Float32Array>;
  readonly domains: Uint16Array;
  readonly levels: Uint8Array;
};

/** The part of a table batch that is encoded: a batch drawn from a replay memory has it, too. */
export type RawRows = Pick<TableBatch, 'size' | 'inputs' | 'targets' | 'domains' | 'levels'>;
