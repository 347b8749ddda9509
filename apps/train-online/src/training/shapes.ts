import type { NdArray } from 'ndarray';

/** Rows as columns, allocated once and refilled: what all packages speak. */
export type Batch = {
  /** Rows in use. */
  size: number;
  /** `[capacity, inputWidth]` */
  readonly inputs: NdArray<Float32Array>;
  /** `[capacity, targetWidth]` */
  readonly targets: NdArray<Float32Array>;
  /** `[capacity]`, index into the list of domain names. */
  readonly domains: Uint16Array;
  /** `[capacity]` */
  readonly levels: Uint8Array;
};

/** The level of a run has changed. */
export type LevelChange = {
  readonly kind: 'advance' | 'regress';
  readonly from: number;
  readonly to: number;
  readonly reason: string;
};

/** Any tree of plain data with typed arrays as leaves. */
export type StateTree = {
  readonly [key: string]: StateTree | TypedArray | string | number | boolean | null | readonly StateTree[];
};
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;
