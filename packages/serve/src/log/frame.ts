import { crc32 } from './crc32.js';

const ENCODER: InstanceType<typeof TextEncoder> = new TextEncoder();
const DECODER: InstanceType<typeof TextDecoder> = new TextDecoder('utf-8', { fatal: true });
const SUM_LENGTH = 8;
const NEWLINE = 10;

/** A line of a segment: the checksum as 8 hexadecimal digits, a space, JSON. */
export type Frame = { readonly sum: string; readonly value: unknown };

/**
 * Writes a line. Its checksum covers that of the line before, so that none can be missing between.
 *
 * @param before - the checksum of the line before, as 8 hexadecimal digits.
 */
export function writeFrame(
  value: unknown,
  before: string,
): { readonly line: Uint8Array; readonly sum: string } {
  const text = ENCODER.encode(JSON.stringify(value));
  const sum = sumOf(text, before);
  const line = new Uint8Array(SUM_LENGTH + 1 + text.length + 1);
  line.set(ENCODER.encode(`${sum} `));
  line.set(text, SUM_LENGTH + 1);
  line[line.length - 1] = NEWLINE;
  return { line, sum };
}

/**
 * Reads lines until one is not whole. A crash may cut what was written last: one line, or the first two together. Where more
 * follows, something was damaged.
 */
export function readFrames(bytes: Uint8Array): {
  readonly frames: readonly Frame[];
  readonly isDamaged: boolean;
} {
  const frames: Frame[] = [];
  let before = '';
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    const frame = end < 0 ? undefined : readFrame(bytes.subarray(start, end), before);
    if (frame === undefined) {
      const rest = bytes.subarray(start);
      const isDamaged = groupsIn(rest) > 1 || linesIn(rest) > (start === 0 ? 2 : 1);
      return { frames, isDamaged };
    }
    frames.push(frame);
    before = frame.sum;
    start = end + 1;
  }
  return { frames, isDamaged: false };
}

/** What each line of events begins with, behind its checksum; within JSON no such space can stand. */
const GROUP: Uint8Array = ENCODER.encode(' [{"sequence":');

function groupsIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(GROUP[0]!); at >= 0; at = bytes.indexOf(GROUP[0]!, at + 1))
    if (GROUP.every((byte, index) => bytes[at + index] === byte)) count += 1;
  return count;
}

function linesIn(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEWLINE) count += 1;
  return count;
}

function readFrame(line: Uint8Array, before: string): Frame | undefined {
  if (line.length <= SUM_LENGTH + 1 || line[SUM_LENGTH] !== 32) return undefined;
  const text = line.subarray(SUM_LENGTH + 1);
  const sum = asciiOf(line.subarray(0, SUM_LENGTH));
  if (sumOf(text, before) !== sum) return undefined;
  try {
    return { sum, value: JSON.parse(DECODER.decode(text)) };
  } catch {
    return undefined;
  }
}

function sumOf(text: Uint8Array, before: string): string {
  return crc32(text, crc32(ENCODER.encode(before)))
    .toString(16)
    .padStart(SUM_LENGTH, '0');
}

function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
