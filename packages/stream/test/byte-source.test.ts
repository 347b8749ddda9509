import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { byteSourceContract } from '../src/contract/index.ts';
import type { ByteSource } from '../src/index.ts';
import { fileSource } from '../src/node/index.ts';
import { textSource } from './text-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'graph-stream-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file', () => {
  const make = (bytes: Uint8Array): ByteSource => {
    const path = join(folder, 'bytes');
    writeFileSync(path, bytes);
    return fileSource(path);
  };
  for (const { name, run } of byteSourceContract(make)) it(name, run);
});

describe('a source that gives pieces', () => {
  for (const { name, run } of byteSourceContract((bytes) => textSource(bytes, { piece: 1000 })))
    it(name, run);
});

describe('a source that is broken', () => {
  const good = (bytes: Uint8Array): ByteSource => textSource(bytes, { piece: 1000 });
  it.each<[string, (bytes: Uint8Array) => ByteSource, string]>([
    ['has no name', (bytes) => ({ ...good(bytes), name: '' }), 'has a name for messages'],
    [
      'forgets the last byte',
      (bytes) => ({ ...good(bytes), open: (from) => good(bytes.slice(0, -1)).open(from) }),
      'gives all of 200000 bytes, in their order',
    ],
    [
      'fills one buffer again and again',
      (bytes) => ({
        name: 'reused',
        async *open() {
          const buffer = new Uint8Array(1000);
          for (let at = 0; at < bytes.length; at += 1000) {
            buffer.set(bytes.subarray(at, at + 1000));
            yield buffer.subarray(0, Math.min(1000, bytes.length - at));
          }
        },
      }),
      'gives pieces that stay as they are while later ones are read',
    ],
    [
      'does not seek, though it says so',
      (bytes) => ({ ...good(bytes), open: () => good(bytes).open(0) }),
      'starts at any byte if it is seekable',
    ],
    [
      'has a slice without a length',
      ({ slice }) => {
        const { name, open } = good(new Uint8Array());
        return { name, open, slice: async (start, end) => slice(start, end) };
      },
      'has both slice and byteLength, or neither: Parquet needs both',
    ],
    [
      'counts wrongly',
      (bytes) => ({ ...good(bytes), byteLength: async () => 5 }),
      'counts its bytes and reads them anywhere, if it can',
    ],
    [
      'fails when it is left',
      (bytes) => ({
        name: 'stuck',
        open: () => {
          const pieces = good(bytes).open(0)[Symbol.asyncIterator]();
          const left = (): Promise<never> => Promise.reject(new Error('left'));
          return { [Symbol.asyncIterator]: () => ({ next: () => pieces.next(), return: left }) };
        },
      }),
      'may be left in the middle',
    ],
  ])('%s', async (_, make, wanted) => {
    const failed: string[] = [];
    for (const { name, run } of byteSourceContract(make))
      await Promise.resolve()
        .then(run)
        .catch(() => failed.push(name));
    expect(failed).toContain(wanted);
  });
});
