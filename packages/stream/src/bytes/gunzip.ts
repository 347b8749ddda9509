import { StreamError } from '../stream-error.js';
import { platform } from './platform.js';

/**
 * Unpacks gzip as it comes, never more than a few chunks ahead of its reader.
 *
 * @throws StreamError `FORMAT` where the data is damaged or ends early; `SOURCE` errors of `chunks` pass through.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  if (platform.DecompressionStream === undefined)
    throw new StreamError(
      'FORMAT',
      `${name} is gzip, and there is no DecompressionStream here to unpack it: give the plain text`,
      { place: { source: name } },
    );
  const { readable, writable } = new platform.DecompressionStream('gzip');
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let sourceFailure: { readonly cause: unknown } | undefined;
  let open = true;
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of chunks) {
        if (!open) return;
        await writer.write(chunk);
      }
    } catch (cause) {
      if (open) sourceFailure ??= { cause };
      await writer.abort(cause);
      return;
    }
    await writer.close();
  };
  // A damaged stream fails both ends; the reader's failure is the one that is reported.
  const fed = feed().catch(() => undefined);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value !== undefined && value.length > 0) yield value;
    }
    await fed;
  } catch (cause) {
    if (StreamError.is(sourceFailure?.cause)) throw sourceFailure.cause;
    throw new StreamError(
      'FORMAT',
      `${name} starts as gzip, but cannot be unpacked (${cause instanceof Error ? cause.message : String(cause)}): it is damaged or cut short`,
      { cause, place: { source: name } },
    );
  } finally {
    open = false;
    void reader.cancel().catch(() => undefined);
  }
}
