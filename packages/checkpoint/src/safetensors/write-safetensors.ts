import type { StateArray } from '@graph/core';
import { CheckpointError } from '../checkpoint-error.js';
import { DTYPES, dtypeOf } from '../tree/dtypes.js';
import { HEADER_LIMIT, TENSOR_TYPE_OF } from './tensor-types.js';

/** One array to write. */
export type TensorSource = {
  readonly data: StateArray;
  /** Row-major; `[data.length]` if left out. Its product is `data.length`. */
  readonly shape?: readonly number[];
};

/**
 * Writes arrays as a safetensors file, which Python's library reads.
 *
 * @param metadata - texts for the header's `__metadata__`.
 * @returns the bytes of the file. Arrays of wide elements come first, so that each is aligned to its own size.
 * @throws CheckpointError `SAFETENSORS` for a shape that is not the array's, or the name `__metadata__`.
 * @example
 * writeSafetensors({ 'layer.weight': { data: new Float32Array(6), shape: [2, 3] } });
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, TensorSource>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Object.entries(tensors).map(([name, { data, shape = [data.length] }]) => {
    const dtype = dtypeOf(data);
    if (dtype === undefined)
      throw new CheckpointError('SAFETENSORS', `${name} is not an array that can be written`);
    if (name === '__metadata__' || name === '__proto__')
      throw new CheckpointError('SAFETENSORS', `no array can be called ${name} in a safetensors file`);
    const valid = shape.every((length) => Number.isSafeInteger(length) && length >= 0);
    if (!valid || shape.reduce((product, length) => product * length, 1) !== data.length)
      throw new CheckpointError(
        'SAFETENSORS',
        `${name} has ${data.length} values, which is not shape [${shape.join(', ')}]`,
      );
    return { name, data, shape, dtype };
  });
  entries.sort((a, b) => DTYPES[b.dtype].bytes - DTYPES[a.dtype].bytes || (a.name < b.name ? -1 : 1));

  const header: { [name: string]: unknown } = {};
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata;
  let end = 0;
  for (const { name, data, shape, dtype } of entries) {
    header[name] = { dtype: TENSOR_TYPE_OF[dtype], shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the header keep the arrays aligned to 8 bytes.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  if (headerBytes > HEADER_LIMIT) throw new CheckpointError('SAFETENSORS', 'the header would be over 100 MB');
  const file = new Uint8Array(8 + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, 8);
  file.fill(0x20, 8 + json.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const { data } of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
