import { StreamError } from '../stream-error.js';
import { platform } from './platform.js';

/** Tells whether text in an encoding of this name can be decoded here. */
export function isEncoding(label: unknown): label is string {
  if (typeof label !== 'string') return false;
  try {
    new platform.TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}

/** Tells whether an encoding is UTF-8 under one of its names. */
export function isUtf8(label: string): boolean {
  return /^(?:unicode-?1-1-)?utf-?8$/i.test(label.trim());
}

/**
 * Decodes text as it comes, and encodes it as UTF-8.
 *
 * @throws StreamError `FORMAT` where bytes mean nothing in that encoding.
 */
export async function* transcode(
  chunks: AsyncIterable<Uint8Array>,
  label: string,
  name: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new platform.TextDecoder(label, { fatal: true });
  const encoder = new platform.TextEncoder();
  let read = 0;
  const decode = (bytes: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(bytes, { stream });
    } catch (cause) {
      throw new StreamError(
        'FORMAT',
        `${name} is not ${label} text: what stands after byte ${read} means nothing in it; --encoding says which it is`,
        { cause, place: { source: name } },
      );
    }
  };
  for await (const chunk of chunks) {
    const text = decode(chunk, true);
    read += chunk.length;
    if (text.length > 0) yield encoder.encode(text);
  }
  const rest = decode(new Uint8Array(0), false);
  if (rest.length > 0) yield encoder.encode(rest);
}
