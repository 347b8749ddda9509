/** The arrays that a state may hold. */
export type StateArray =
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

/** One value of a state. */
export type StateValue = StateTree | StateArray | string | number | boolean | null | readonly StateValue[];

/**
 * Nested plain data with numbers, strings and typed arrays as leaves: what `state()` gives and `from()` takes. It survives
 * `structuredClone`, a worker's boundary and a checkpoint.
 */
export type StateTree = { readonly [key: string]: StateValue };

/** What every state says first: what it is a state of, and in which version of its layout. */
export type StateHeader<Kind extends string = string> = { readonly kind: Kind; readonly version: number };
