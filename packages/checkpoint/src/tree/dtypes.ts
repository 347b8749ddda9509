import type { StateArray } from '@graph/core';

/** The name of an element type, as a manifest has it. */
export type Dtype =
  | 'int8'
  | 'uint8'
  | 'uint8c'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'float32'
  | 'float64'
  | 'int64'
  | 'uint64';

type DtypeInfo = {
  readonly bytes: number;
  readonly create: (length: number) => StateArray;
};

/** Each element type: its size and how to make an array of it. */
export const DTYPES: Readonly<Record<Dtype, DtypeInfo>> = {
  int8: { bytes: 1, create: (length) => new Int8Array(length) },
  uint8: { bytes: 1, create: (length) => new Uint8Array(length) },
  uint8c: { bytes: 1, create: (length) => new Uint8ClampedArray(length) },
  int16: { bytes: 2, create: (length) => new Int16Array(length) },
  uint16: { bytes: 2, create: (length) => new Uint16Array(length) },
  int32: { bytes: 4, create: (length) => new Int32Array(length) },
  uint32: { bytes: 4, create: (length) => new Uint32Array(length) },
  float32: { bytes: 4, create: (length) => new Float32Array(length) },
  float64: { bytes: 8, create: (length) => new Float64Array(length) },
  int64: { bytes: 8, create: (length) => new BigInt64Array(length) },
  uint64: { bytes: 8, create: (length) => new BigUint64Array(length) },
};

// The tag, not instanceof: arrays of another realm (a worker, a test runner's sandbox) are arrays too.
const BY_TAG: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ['Int8Array', 'int8'],
  ['Uint8Array', 'uint8'],
  ['Uint8ClampedArray', 'uint8c'],
  ['Int16Array', 'int16'],
  ['Uint16Array', 'uint16'],
  ['Int32Array', 'int32'],
  ['Uint32Array', 'uint32'],
  ['Float32Array', 'float32'],
  ['Float64Array', 'float64'],
  ['BigInt64Array', 'int64'],
  ['BigUint64Array', 'uint64'],
]);

/** Returns the element type of a view, or undefined for views that are not supported (DataView, Float16Array). */
export function dtypeOf(view: ArrayBufferView): Dtype | undefined {
  return BY_TAG.get((view as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? '');
}
