import { digest } from '@graph/checkpoint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesToTree,
  hashEvent,
  KeyedError,
  packState,
  partitionOf,
  treeToBytes,
  unpackState,
} from '../src/index.js';
import { ByteSlab } from '../src/state/byte-slab.js';

describe('packState', () => {
  const states = fc.record({
    position: fc.nat(2 ** 31 - 1),
    quarantined: fc.boolean(),
    state: fc.uint8Array({ maxLength: 40 }),
  });

  it('gives back what it was given, from any place in a larger buffer', () => {
    fc.assert(
      fc.property(states, fc.string(), fc.nat(9), (state, layout, offset) => {
        const packed = packState(layout, state);
        const buffer = new Uint8Array(packed.length + 20);
        buffer.set(packed, offset);
        expect(unpackState(layout, buffer.subarray(offset, offset + packed.length))).toEqual(state);
      }),
      { seed: 1 },
    );
  });

  it('refuses every length cut and every bit flipped', () => {
    const packed = packState('toy', { position: 7, quarantined: true, state: Uint8Array.of(1, 2, 3) });
    const codeOf = (bytes: Uint8Array): unknown => {
      try {
        unpackState('toy', bytes);
      } catch (error) {
        return KeyedError.is(error) ? error.code : error;
      }
      return undefined;
    };
    expect(codeOf(packed)).toBeUndefined();
    for (let length = 0; length < packed.length; length += 1)
      expect(codeOf(packed.subarray(0, length))).toBe('STATE_DAMAGED');
    for (let bit = 0; bit < packed.length * 8; bit += 1) {
      const bent = packed.slice();
      bent[bit >> 3]! ^= 1 << (bit & 7);
      expect(codeOf(bent)).toBe('STATE_DAMAGED');
    }
  });

  it('names a state of another layout', () => {
    const packed = packState('a', { position: 1, quarantined: false, state: new Uint8Array(0) });
    expect(() => unpackState('b', packed)).toThrow(/another layout, wanted one of b/);
  });

  it('keeps its layout from version to version', () => {
    const packed = packState('toy', { position: 7, quarantined: true, state: Uint8Array.of(1, 2, 3) });
    expect([...packed.subarray(0, 35)].map((byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(
      '474b53310200000042d3ad74bd0202430000000000001c400100000003000000010203',
    );
  });
});

it('cuts pieces from a slab that do not overlap, each at a multiple of 8', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(90), { maxLength: 60 }), (lengths) => {
      const slab = new ByteSlab(256);
      const pieces = lengths.map((length, at) => slab.take(length).fill(at));
      for (const [at, piece] of pieces.entries()) {
        expect(piece).toEqual(new Uint8Array(lengths[at]!).fill(at));
        expect(piece.byteOffset % 8).toBe(0);
      }
    }),
    { seed: 1 },
  );
});

describe('treeToBytes', () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.float32Array({ maxLength: 5 }),
    fc.float64Array({ maxLength: 5 }),
    fc.uint8Array({ maxLength: 5 }),
    fc.bigInt64Array({ maxLength: 3 }),
    fc.int16Array({ maxLength: 5 }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
    value: fc.oneof({ maxDepth: 3 }, leaf, tie('tree'), fc.array(tie('value'), { maxLength: 3 })),
  }));

  it('gives back every tree to the bit', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const given = value as Parameters<typeof treeToBytes>[0];
        const found = bytesToTree(treeToBytes(given));
        expect(digest(found)).toBe(digest(given));
        expect(treeToBytes(found)).toEqual(treeToBytes(given));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('refuses what is no plain data, and bytes that are not a tree', () => {
    const wrong = { run: () => 1 } as object;
    expect(() => treeToBytes(wrong as Parameters<typeof treeToBytes>[0])).toThrow(/holds a function/);
    const bytes = treeToBytes({ a: new Float32Array(3) });
    // The last 4 bytes only fill up a multiple of 8.
    for (let length = 0; length < bytes.length - 4; length += 1)
      expect(() => bytesToTree(bytes.subarray(0, length))).toThrow(KeyedError);
  });
});

it('keeps every key in its partition for ever', () => {
  expect(['', 'a', 'sensor-17', 'ü', '\u{1F600}'].map((key) => partitionOf(key, 64))).toMatchInlineSnapshot(`
    [
      5,
      44,
      58,
      10,
      8,
    ]
  `);
  // FNV-1a of "a" and "foobar", as its authors list them.
  expect(partitionOf('a', 2 ** 32)).toBe(0xe40c292c);
  expect(partitionOf('foobar', 2 ** 32)).toBe(0xbf9cf968);
  expect(() => partitionOf('a', 0)).toThrow(/partitions is 0/);
});

it('fingerprints everything of an event', () => {
  const event = { sequence: 1, key: 'k', kind: 'event', body: Uint8Array.of(1) } as const;
  const others = [{ sequence: 2 }, { key: 'j' }, { kind: 'release' as const }, { body: Uint8Array.of(2) }];
  const hashes = [event, ...others.map((other) => ({ ...event, ...other }))].map(hashEvent);
  expect(new Set(hashes).size).toBe(5);
});
