import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { ByteSource } from '../bytes/byte-source.js';
import { codecs } from './codecs.js';

/** Makes a source of a file. Nothing is opened before it is read. */
export function fileSource(path: string): ByteSource {
  return {
    name: path,
    seekable: true,
    codecs,
    open: (from) => createReadStream(path, { start: from, highWaterMark: 1 << 17 }),
    byteLength: async () => (await stat(path)).size,
    slice: async (start, end) => {
      const file = await open(path);
      try {
        const bytes = new Uint8Array(end - start);
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      } finally {
        await file.close();
      }
    },
  };
}
