import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  exportArrays,
  exportJson,
  readSafetensors,
  writeSafetensors,
} from '../src/index.js';
import { anyArray, bitsOf } from './trees.js';

const encoder = new TextEncoder();

/** A file with any header, however wrong. */
function file(header: string | Uint8Array, data = 0, length?: bigint): Uint8Array {
  const json = typeof header === 'string' ? encoder.encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('writeSafetensors', () => {
  it('gives a file that is read back bit by bit', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), anyArray, { noNullPrototype: true }),
        (arrays) => {
          fc.pre(!Object.keys(arrays).some((name) => ['__metadata__', '__proto__'].includes(name)));
          const sources = Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, { data }]));
          const { tensors } = readSafetensors(writeSafetensors(sources));
          expect(tensors.size).toBe(Object.keys(arrays).length);
          for (const [name, array] of Object.entries(arrays)) {
            const { data } = tensors.get(name)!;
            const plain = array instanceof Uint8ClampedArray ? new Uint8Array(array) : array;
            expect(bitsOf(data)).toEqual(bitsOf(plain));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('lays the file out as the format says', () => {
    const bytes = writeSafetensors(
      { narrow: { data: new Uint8Array([7]) }, wide: { data: new Float32Array([1, 2]), shape: [2, 1] } },
      { made: 'here' },
    );
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { made: 'here' },
      wide: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
      narrow: { dtype: 'U8', shape: [1], data_offsets: [8, 9] },
    });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 64, 7]);
  });

  it('refuses shapes and names that cannot be', () => {
    expect(() => writeSafetensors({ a: { data: new Float32Array(3), shape: [2, 2] } })).toThrow(
      /a has 3 values, which is not shape \[2, 2\]/,
    );
    expect(() => writeSafetensors({ a: { data: new Float32Array(1), shape: [-1, -1] } })).toThrow(
      /not shape/,
    );
    expect(() => writeSafetensors({ __metadata__: { data: new Float32Array(1) } })).toThrow(
      /called __metadata__/,
    );
  });
});

describe('readSafetensors', () => {
  it("reads what Python's safetensors 0.8.0 wrote", () => {
    const { tensors, metadata } = readSafetensors(
      readFileSync(new URL('golden/python.safetensors', import.meta.url)),
    );
    expect(Object.fromEntries(metadata)).toEqual({ made: 'by safetensors 0.8.0' });
    expect(Object.fromEntries(tensors)).toEqual({
      'layer.weight': {
        dtype: 'F32',
        shape: [2, 3],
        data: new Float32Array([1, -0, NaN, Infinity, 1.5, -2]),
      },
      ids: { dtype: 'I64', shape: [2], data: new BigInt64Array([-1n, 2n]) },
      empty: { dtype: 'F64', shape: [0, 4], data: new Float64Array() },
      half: { dtype: 'F16', shape: [2], data: new Uint16Array([0x3e00, 0xc000]) },
      flag: { dtype: 'BOOL', shape: [2], data: new Uint8Array([1, 0]) },
      scalar: { dtype: 'U16', shape: [], data: new Uint16Array([7]) },
    });
  });

  const tensor = (offsets: string, shape = '[1]', dtype = 'U8'): string =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /has 0 bytes/],
    ['a header of 2^64 - 1 bytes', file('{}', 0, 2n ** 64n - 1n), /header would have 18446744073709551615/],
    ['a header longer than the file', file('{}', 0, 3n), /would have 3 bytes, the file has 2/],
    ['a header of nothing', file(''), /does not begin with \{/],
    ['a list', file('[1]'), /does not begin with \{/],
    ['half a header', file('{"a":'), /the header is not JSON/],
    ['broken UTF-8', file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), /the header is not JSON/],
    ['a type of its own', file(`{"a":${tensor('[0,1]', '[1]', 'X1')}}`, 1), /the type "X1"; known are BOOL/],
    ['a type from Object', file(`{"a":${tensor('[0,1]', '[1]', 'toString')}}`, 1), /the type "toString"/],
    [
      'a negative shape',
      file(`{"a":${tensor('[0,1]', '[-1]')}}`, 1),
      /has a shape that is not of whole numbers/,
    ],
    [
      'a shape of 2^53',
      file(`{"a":${tensor('[0,1]', '[9007199254740992]')}}`, 1),
      /has a shape that is not of whole numbers/,
    ],
    ['a product over 2^53', file(`{"a":${tensor('[0,0]', '[4294967296,4294967296]')}}`), /but has 0 bytes/],
    ['an end beyond the file', file(`{"a":${tensor('[0,9]', '[9]')}}`, 8), /is at 0 to 9 of 8 bytes/],
    ['an end before the beginning', file(`{"a":${tensor('[1,0]')}}`, 1), /is at 1 to 0/],
    ['a hole', file(`{"a":${tensor('[1,2]')}}`, 2), /"a" begins at 1, the one before it ends at 0/],
    ['an overlap', file(`{"a":${tensor('[0,1]')},"b":${tensor('[0,1]')}}`, 1), /begins at 0, the one before/],
    ['bytes at the end', file(`{"a":${tensor('[0,1]')}}`, 2), /the arrays have 1 bytes, the file 2/],
    ['a wrong size', file(`{"a":${tensor('[0,3]', '[1]', 'F32')}}`, 3), /is F32 \[1\], but has 3 bytes/],
    ['a name twice', file(`{"a":${tensor('[0,1]')},"\\u0061":${tensor('[0,1]')}}`, 1), /is used twice/],
    ['a key twice', file(`{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}`, 1), /twice/],
    ['no object', file('{"a":[1]}'), /a is not an object/],
    ['metadata that is not a text', file('{"__metadata__":{"a":1}}'), /"a" in __metadata__ is not a text/],
    [
      'offsets that are texts',
      file(`{"a":${tensor('["0","1"]')}}`, 1),
      /data_offsets that are not two whole numbers/,
    ],
    [
      'long metadata that is not an array',
      file(`{"__metadata__":{"a":"${'\\\\'.repeat(5_000_000)}"},"a":1}`),
      /a is not an object/,
    ],
    ['depth', file(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), /a is not an object|not JSON/],
  ])('refuses %s', (_, bytes, message) => {
    let failure: unknown;
    try {
      readSafetensors(bytes);
    } catch (error) {
      failure = error;
    }
    expect(CheckpointError.is(failure) && failure.code).toBe('SAFETENSORS');
    expect((failure as Error).message).toMatch(message);
  });

  it('keeps a name like __proto__ where it does no harm', () => {
    const { tensors } = readSafetensors(file(`{"__proto__":${tensor('[0,1]')}}`, 1));
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(({} as { dtype?: string }).dtype).toBeUndefined();
  });

  it('answers any bytes with a file or a typed error', () => {
    const valid = writeSafetensors({
      a: { data: new Float32Array(3), shape: [3, 1] },
      b: { data: new Uint8Array(2) },
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 4 }), (edits) => {
        const bytes = valid.slice();
        for (const [at, value] of edits) bytes[at] = value;
        try {
          readSafetensors(bytes);
        } catch (error) {
          expect(CheckpointError.is(error)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the export of a tree', () => {
  const tree = {
    network: { weights: new Float32Array([1.5]), list: [{ a: new Int8Array(1) }] },
    'network.weights': new Uint8Array(2),
    step: 3,
  };

  it('names arrays by their paths', () => {
    expect(Object.keys(exportArrays(tree))).toEqual([
      'network.weights',
      'network.list.0.a',
      'network.weights~2',
    ]);
    expect(
      readSafetensors(writeSafetensors(exportArrays(tree))).tensors.get('network.weights')!.data,
    ).toEqual(tree.network.weights);
  });

  it('writes numbers as JSON', () => {
    const bent = { ...tree, ids: new BigInt64Array([-1n]), loss: NaN, grid: new Float64Array([Infinity, 1]) };
    expect(JSON.parse(exportJson(bent))).toEqual({
      network: { weights: [1.5], list: [{ a: [0] }] },
      'network.weights': [0, 0],
      step: 3,
      ids: ['-1'],
      loss: 'NaN',
      grid: ['Infinity', 1],
    });
  });
});
