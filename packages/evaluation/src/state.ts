/** An array that a state may hold. */
export type StateArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array;

/** Plain data with numbers, words and typed arrays as leaves: what `state()` gives and `from()` takes back. */
export type StateTree = {
  readonly [key: string]: StateTree | StateArray | string | number | boolean | null | readonly StateTree[];
};
