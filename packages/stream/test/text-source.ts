import { gzipSync } from 'node:zlib';
import type { ByteSource } from '../src/index.ts';

/** A source of a text given in full, cut into pieces of `piece` bytes. */
export function textSource(
  text: string | Uint8Array,
  options: { readonly gzip?: boolean; readonly piece?: number; readonly name?: string } = {},
): ByteSource {
  const plain = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const bytes = options.gzip === true ? new Uint8Array(gzipSync(plain)) : plain;
  const piece = options.piece ?? 65_536;
  return {
    name: options.name ?? 'test.csv',
    seekable: options.gzip !== true,
    async *open(from) {
      for (let at = from; at < bytes.length; at += piece) yield bytes.slice(at, at + piece);
    },
    byteLength: async () => bytes.length,
    slice: async (start, end) => bytes.slice(start, end),
  };
}
