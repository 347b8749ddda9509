import { platform } from './platform.js';

const decoder = new platform.TextDecoder('utf-8', { ignoreBOM: true });

/** Reads UTF-8; what is not UTF-8 becomes U+FFFD. Short ASCII, which most cells are, does not go through the decoder. */
export function decodeText(data: Uint8Array, start: number, end: number): string {
  if (end - start > 24) return decoder.decode(data.subarray(start, end));
  let text = '';
  for (let at = start; at < end; at += 1) {
    const byte = data[at] as number;
    if (byte >= 0x80) return decoder.decode(data.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}
