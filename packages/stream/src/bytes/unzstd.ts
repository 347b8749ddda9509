import { StreamError } from '../stream-error.js';
import type { ByteSource } from './byte-source.js';

/** Unpacks Zstandard as it comes. */
export async function* unzstd(
  chunks: AsyncIterable<Uint8Array>,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  const { name } = source;
  // Loaded where it is needed only.
  const { Decompress } = await import('fzstd');
  let unpacked: Uint8Array[] = [];
  const decompress = new Decompress((bytes) => unpacked.push(bytes.slice()));
  try {
    for await (const chunk of chunks) {
      decompress.push(chunk);
      const ready = unpacked;
      unpacked = [];
      for (const bytes of ready) if (bytes.length > 0) yield bytes;
    }
    decompress.push(new Uint8Array(0), true);
    for (const bytes of unpacked) if (bytes.length > 0) yield bytes;
  } catch (cause) {
    if (StreamError.is(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StreamError(
      'FORMAT',
      `${name} starts as Zstandard, but cannot be unpacked (${reason}): it is damaged or cut short`,
      { cause, place: { source: name } },
    );
  }
}
