import type { StateArray, StateTree } from '@graph/core';
import fc from 'fast-check';

const arrayTypes = [
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
] as const;

/** Arrays of every element type with any bits, so that NaNs with payloads, -0 and infinities are among them. */
export const anyArray: fc.Arbitrary<StateArray> = fc
  .tuple(fc.constantFrom(...arrayTypes), fc.uint8Array({ maxLength: 200 }), fc.nat(3))
  .map(([ArrayType, bytes, shift]) => {
    // At an offset inside a larger buffer, as a view of someone's memory would be.
    const size = ArrayType.BYTES_PER_ELEMENT;
    const length = Math.floor(bytes.length / size);
    const memory = new Uint8Array((length + shift + 1) * size);
    memory.set(bytes.subarray(0, length * size), shift * size);
    return new ArrayType(memory.buffer, shift * size, length);
  });

const anyKey = fc.string({ unit: 'binary', maxLength: 6 }).filter((key) => key !== '__proto__');

/** Trees with all that a tree may hold. */
export const anyTree: fc.Arbitrary<StateTree> = fc.letrec<{ value: unknown; tree: StateTree }>((tie) => ({
  tree: fc.dictionary(anyKey, tie('value'), { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<StateTree>,
  value: fc.oneof(
    { maxDepth: 4 },
    anyArray,
    fc.double(),
    fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ud800', '$array', '__proto__'),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('tree'),
  ),
})).tree;

/** What a tree is, bit by bit, in a form that can be compared: the oracle, which shares no code with the store. */
export function bitsOf(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return [
      value.constructor.name,
      Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('hex'),
    ];
  }
  if (typeof value === 'number') return ['number', Object.is(value, -0) ? '-0' : String(value)];
  if (Array.isArray(value)) return ['list', value.map(bitsOf)];
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, child]): [string, unknown] => [key, bitsOf(child)]);
    return ['object', entries.sort(([a], [b]) => (a < b ? -1 : 1))];
  }
  return [typeof value, value];
}
