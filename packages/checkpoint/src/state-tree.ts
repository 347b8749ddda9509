/** The arrays that a state tree may hold. All are saved as their bytes, so that every bit comes back. */
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

/** One value of a state tree. */
export type StateValue = StateTree | TypedArray | string | number | boolean | null | readonly StateValue[];

/** Nested plain data with typed arrays as leaves: everything that a training run has to remember. */
export type StateTree = { readonly [key: string]: StateValue };
