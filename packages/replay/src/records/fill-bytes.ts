import { check } from '../check.js';
import { ARRAYS } from './dtypes.js';
import type { Dtype } from './schema.js';

/** The high word of the NaN that is written: engines may choose any. */
const NAN_BITS: { readonly [dtype: string]: number } = { float32: 0x7fc0_0000, float64: 0x7ff8_0000 };

/**
 * Returns a number's bytes in a column of that dtype, the same on every engine.
 *
 * @throws ReplayError `OPTION` if an integer dtype cannot hold it.
 */
export function fillBytes(field: string, dtype: Dtype, value: number): Uint8Array {
  const array = new ARRAYS[dtype](1);
  const bytes = new Uint8Array(array.buffer);
  const nan = NAN_BITS[dtype];
  if (nan !== undefined && Number.isNaN(value))
    new DataView(array.buffer).setUint32(bytes.length - 4, nan, true);
  else array[0] = value;
  if (typeof value !== 'number' || (nan === undefined && array[0] !== value))
    throw check.error(`the fill of ${field} is ${String(value)}, wanted a number that ${dtype} can hold`);
  return bytes;
}
