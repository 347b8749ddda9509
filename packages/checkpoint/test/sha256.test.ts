import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../src/digest/sha256.js';
import { sha256Portable } from '../src/digest/sha256-portable.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('sha256Portable', () => {
  it('gives the worked examples of FIPS 180-4', () => {
    const ascii = (text: string): string => hex(sha256Portable(new TextEncoder().encode(text)));
    expect(ascii('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(ascii('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
    expect(ascii('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it("agrees with the platform's at every length around the block size, and for random bytes", () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, index) => index * 7);
    for (let length = 0; length <= 200; length += 1) {
      const part = bytes.subarray(0, length);
      expect(hex(sha256Portable(part))).toBe(createHash('sha256').update(part).digest('hex'));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (random) => {
        expect(hex(sha256Portable(random))).toBe(sha256(random));
      }),
    );
  });
});
