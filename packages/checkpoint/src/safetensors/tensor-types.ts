import type { Dtype } from '../tree/dtypes.js';

/** An element type of safetensors: its size, and the array that holds it here. */
type TensorType = {
  readonly bytes: number;
  readonly dtype: Dtype;
};

/**
 * The element types of the format (safetensors 0.8, README). Those that JavaScript has no array for come as their
 * bits: F16 and BF16 in a Uint16Array, BOOL and the 8-bit floats in a Uint8Array.
 */
export const TENSOR_TYPES: Readonly<Record<string, TensorType>> = {
  BOOL: { bytes: 1, dtype: 'uint8' },
  U8: { bytes: 1, dtype: 'uint8' },
  I8: { bytes: 1, dtype: 'int8' },
  F8_E5M2: { bytes: 1, dtype: 'uint8' },
  F8_E4M3: { bytes: 1, dtype: 'uint8' },
  I16: { bytes: 2, dtype: 'int16' },
  U16: { bytes: 2, dtype: 'uint16' },
  F16: { bytes: 2, dtype: 'uint16' },
  BF16: { bytes: 2, dtype: 'uint16' },
  I32: { bytes: 4, dtype: 'int32' },
  U32: { bytes: 4, dtype: 'uint32' },
  F32: { bytes: 4, dtype: 'float32' },
  F64: { bytes: 8, dtype: 'float64' },
  I64: { bytes: 8, dtype: 'int64' },
  U64: { bytes: 8, dtype: 'uint64' },
};

/** The element type that an array is written as. */
export const TENSOR_TYPE_OF: Readonly<Record<Dtype, string>> = {
  int8: 'I8',
  uint8: 'U8',
  uint8c: 'U8',
  int16: 'I16',
  uint16: 'U16',
  int32: 'I32',
  uint32: 'U32',
  float32: 'F32',
  float64: 'F64',
  int64: 'I64',
  uint64: 'U64',
};

/** The largest header that the format allows. */
export const HEADER_LIMIT = 100_000_000;
