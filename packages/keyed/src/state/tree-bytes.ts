import type { StateArray, StateTree } from '@graph/core';
import { KeyedError } from '../errors.js';

const ENCODER: InstanceType<typeof TextEncoder> = new TextEncoder();
const DECODER: InstanceType<typeof TextDecoder> = new TextDecoder('utf-8', { fatal: true });

/** The arrays that a state may hold, by the name under which they are written. */
const ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/**
 * Writes a state tree as bytes: the length of a text as u32, the text (JSON, in which arrays are named by their type, offset and length), then
 * the arrays, each at a multiple of 8, little-endian.
 *
 * @throws KeyedError `STATE` if it holds something else than plain data.
 */
export function treeToBytes(tree: StateTree): Uint8Array {
  const arrays: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  let end = 0;
  const write = (value: unknown): unknown => {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    if (Array.isArray(value)) return value.map(write);
    if (ArrayBuffer.isView(value)) {
      const array = value as StateArray;
      const at = end;
      arrays.push({ at, bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength) });
      end = aligned(at + array.byteLength);
      return { $array: array.constructor.name, at, length: array.length };
    }
    if (typeof value !== 'object')
      throw new KeyedError('STATE', `a state holds a ${typeof value}, wanted plain data and typed arrays`);
    // Without a prototype any name is a name, `__proto__` too.
    const copy = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(value))
      copy[key.startsWith('$') ? `$${key}` : key] = write((value as Record<string, unknown>)[key]);
    return copy;
  };
  const text = ENCODER.encode(JSON.stringify(write(tree)));
  const start = aligned(4 + text.length);
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  for (const array of arrays) bytes.set(array.bytes, start + array.at);
  return bytes;
}

/**
 * Reads what `treeToBytes` has written, into memory of its own.
 *
 * @throws KeyedError `STATE` if it is anything else.
 */
export function bytesToTree(bytes: Uint8Array): StateTree {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const length = view.getUint32(0, true);
    const start = aligned(4 + length);
    const read = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(read);
      if (typeof value !== 'object' || value === null) return value;
      const marks = value as { $number?: string; $array?: keyof typeof ARRAYS; at?: number; length?: number };
      if (marks.$number !== undefined) return Number(marks.$number);
      if (marks.$array !== undefined) {
        const type = ARRAYS[marks.$array];
        const size = marks.length! * type.BYTES_PER_ELEMENT;
        const from = start + marks.at!;
        if (from + size > bytes.length) throw new RangeError('an array ends after the bytes do');
        return new type(bytes.slice(from, from + size).buffer);
      }
      return readObject(value as Record<string, unknown>);
    };
    const readObject = (value: Record<string, unknown>): unknown => {
      const names = Object.keys(value);
      if (names.some((key) => key.startsWith('$')))
        return Object.fromEntries(
          names.map((key) => [key.startsWith('$') ? key.slice(1) : key, read(value[key])]),
        );
      // In place: it was parsed for this.
      for (const key of names) {
        const child = value[key];
        if (typeof child === 'object' && child !== null) value[key] = read(child);
      }
      return value;
    };
    return read(JSON.parse(DECODER.decode(bytes.subarray(4, 4 + length)))) as StateTree;
  } catch (cause) {
    throw new KeyedError('STATE', 'these bytes are not a state tree that was written', { cause });
  }
}
