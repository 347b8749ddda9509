import { platform } from './platform.js';

/** What the first bytes of a text say about its encoding. */
export type FoundEncoding =
  | { readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' }
  /** It is neither UTF-8 nor surely Windows-1252: `byte` is the first that is not UTF-8, at `at`. */
  | { readonly encoding: undefined; readonly at: number; readonly byte: number };

/** Finds the encoding of a text by its mark, or by whether its first bytes are UTF-8, or surely Windows-1252. */
export function findEncoding(head: Uint8Array): FoundEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le' };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be' };
  const at = notUtf8(head, 0, head.length, true);
  if (at === -1) return { encoding: 'utf-8' };
  if (isWindows1252(head)) return { encoding: 'windows-1252' };
  return { encoding: undefined, at, byte: head[at]! };
}

/**
 * Finds the first byte that no UTF-8 text has there; -1 if there is none.
 *
 * @param isCut - whether the text may go on: then a sequence that is cut at the end is none.
 */
export function notUtf8(
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
  isCut: boolean = false,
): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      at += 1;
      continue;
    }
    const length =
      byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
    if (length === 0) return at;
    for (let next = 1; next < length && at + next < end; next += 1)
      if ((bytes[at + next]! & 0xc0) !== 0x80) return at;
    if (at + length > end) return isCut ? -1 : at;
    if (length > 2 && !isSequence(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return -1;
}

/** Overlong sequences and surrogates are left to the decoder. */
function isSequence(bytes: Uint8Array): boolean {
  try {
    new platform.TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Tells whether bytes from 0x80 on can hardly be anything but Windows-1252: letters with accents that stand between or beside
 * ASCII letters, never three in a row as in Cyrillic or Greek, and signs that do not stand inside words.
 */
function isWindows1252(bytes: Uint8Array): boolean {
  let letters = 0;
  let odd = 0;
  let run = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1a && byte !== 0x1b)) return false;
      run = 0;
      continue;
    }
    run += 1;
    if (run > 2 || byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d)
      return false;
    const [before, after] = [isAsciiLetter(bytes[at - 1]), isAsciiLetter(bytes[at + 1])];
    // × and ÷ lie among the letters; an apostrophe may stand inside a word, Œ and œ do.
    const isLetter = (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7) || byte === 0x8c || byte === 0x9c;
    if (isLetter && (before || after)) letters += 1;
    else if (before && after && byte !== 0x92) odd += 1;
  }
  return letters > 0 && odd === 0;
}

function isAsciiLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}
