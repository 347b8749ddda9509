import type { StateTree } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError, digest } from '../src/index.js';
import { anyTree, bitsOf } from './trees.js';

describe('digest', () => {
  // All were computed with Python's hashlib and struct, from the format's description alone.
  it('gives the golden digest (a change here makes every digest of every run another)', () => {
    const tree = {
      weights: new Float32Array([1, -0, Number.NaN]),
      ids: new BigInt64Array([-1n]),
      step: 3,
      nested: { list: [1.5, 'ü\ud800', null, true, { empty: new Uint8Array() }], bent: [-0, Number.NaN] },
    };
    expect(digest(tree)).toBe('sha256:6406afa51f88fdaf20d542ab9b24566b824398c61d9061b2a1c21f0611139181');
    const long = { long: Float64Array.from({ length: 300_000 }, (_, index) => index) };
    expect(digest(long)).toBe('sha256:250e8bf24e658bf3afe62e7d2bc77fa9895cc11c50bb89823004b87accdf0753');
    // 72 MB, with pieces of every size.
    const longer = { long: Float64Array.from({ length: 9_000_000 }, (_, index) => index) };
    expect(digest(longer)).toBe('sha256:ea3314bc9809a18caa8942315bbd50bf61bfe25927310742ae7d495f30a5b19e');
  });

  it('is the same exactly for trees with the same bits', () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(anyTree, (tree) => {
        const bits = JSON.stringify(bitsOf(tree));
        const found = digest(tree);
        expect(seen.get(found) ?? bits).toBe(bits);
        seen.set(found, bits);
        expect(digest(structuredClone(tree))).toBe(found);
        const reversed = Object.fromEntries(Object.entries(tree).reverse()) as StateTree;
        expect(digest(reversed)).toBe(found);
      }),
      { numRuns: 300 },
    );
  });

  it('changes with every kind of small change', () => {
    const base = { a: new Float32Array([0, 1]), b: 0, c: [1, 2], d: 'x' };
    const others: StateTree[] = [
      base,
      { ...base, a: new Float32Array([-0, 1]) },
      { ...base, a: new Uint32Array(base.a.buffer) },
      { ...base, a: new Float32Array([0, 1, 0]) },
      { ...base, a: [0, 1] },
      { ...base, b: -0 },
      { ...base, b: '0' },
      { ...base, b: { $number: '-0' } },
      { ...base, c: [2, 1] },
      { ...base, c: [[1], 2] },
      { ...base, d: 'X' },
      { a: base.a, b: 0, c: [1, 2] },
      { ...base, e: null },
      { ...base, a: { $array: 'float32', length: 2, sha256: '0' } },
    ];
    expect(new Set(others.map(digest)).size).toBe(others.length);
  });

  it.each([
    ['undefined', { a: { b: undefined } }, /^a\.b is undefined/],
    ['a function', { a: [() => 1] }, /^a\[0\] is a function/],
    ['a bigint', { a: 1n }, /^a is a bigint/],
    ['an instance', { a: new Map() }, /^a is an instance of Map/],
    ['a DataView', { a: new DataView(new ArrayBuffer(1)) }, /^a is a DataView/],
    ['a hole', { a: new Array(1) }, /^a\[0\] is undefined/],
    ['a key __proto__', JSON.parse('{"a":{"__proto__":1}}'), /^a is an object with the key __proto__/],
    ['a symbol', { a: { [Symbol('s')]: 1 } }, /^a is an object with symbols/],
    ['no object', 3, /the state is a number/],
    ['null', null, /the state is null/],
    ['a list', [], /the state is a list/],
  ])('refuses %s, naming its place', (_, tree, message) => {
    expect(() => digest(tree as never)).toThrow(message);
    try {
      digest(tree as never);
    } catch (error) {
      expect(CheckpointError.is(error) && error.code).toBe('STATE');
    }
  });

  it('refuses a tree that refers to itself', () => {
    const tree: { [key: string]: unknown } = {};
    tree['self'] = tree;
    expect(() => digest(tree as never)).toThrow(/nested deeper than 64 levels, or refers to itself/);
  });
});
