import type { ArrayOfDtype, Dtype } from './schema.js';

/** Any array that a column can be. */
export type AnyArray = ArrayOfDtype[Dtype];

/** Makes an array of each dtype. */
export const ARRAYS: {
  readonly [D in Dtype]: { new (length: number): ArrayOfDtype[D]; readonly BYTES_PER_ELEMENT: number };
} = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
};

/** Reads one number of the dtype at a byte of `view`. */
export function readNumber(view: DataView, at: number, dtype: Dtype): number {
  switch (dtype) {
    case 'float32':
      return view.getFloat32(at, true);
    case 'float64':
      return view.getFloat64(at, true);
    case 'int8':
      return view.getInt8(at);
    case 'int16':
      return view.getInt16(at, true);
    case 'int32':
      return view.getInt32(at, true);
    case 'uint8':
      return view.getUint8(at);
    case 'uint16':
      return view.getUint16(at, true);
    case 'uint32':
      return view.getUint32(at, true);
  }
}
