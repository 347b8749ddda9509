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
type TypedArray =
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
