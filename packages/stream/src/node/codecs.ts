import * as zlib from 'node:zlib';
import type { ByteSource } from '../bytes/byte-source.js';

/** Zstandard came with Node 22.15; where it is missing, a file that needs it is refused by name. */
const { zstdDecompressSync } = zlib as {
  zstdDecompressSync?: (packed: Uint8Array, options: zlib.ZlibOptions) => Uint8Array;
};

/** What Node can unpack inside Parquet. Nothing longer than what the file announces is unpacked. */
export const codecs: NonNullable<ByteSource['codecs']> = {
  GZIP: (packed, length) => zlib.gunzipSync(packed, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (packed, length) => zlib.brotliDecompressSync(packed, { maxOutputLength: Math.max(1, length) }),
  ...(zstdDecompressSync === undefined
    ? {}
    : {
        ZSTD: (packed: Uint8Array, length: number): Uint8Array =>
          zstdDecompressSync(packed, { maxOutputLength: Math.max(1, length) }),
      }),
};
