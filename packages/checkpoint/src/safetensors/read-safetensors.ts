import type { StateArray } from '@graph/core';
import { CheckpointError } from '../checkpoint-error.js';
import { DTYPES } from '../tree/dtypes.js';
import { HEADER_LIMIT, TENSOR_TYPES } from './tensor-types.js';

/** One array of a safetensors file. */
export type Tensor = {
  /** As the file says it, such as `F32` or `BF16`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** A copy. The bits, where JavaScript has no array for the type (F16, BF16, 8-bit floats, BOOL). */
  readonly data: StateArray;
};

/** What a safetensors file holds. */
export type SafetensorsFile = {
  /** A map and not an object: the names are somebody else's. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
};

function refuse(what: string): never {
  throw new CheckpointError('SAFETENSORS', `not a valid safetensors file: ${what}`);
}

/**
 * Reads a safetensors file that anybody may have made. Everything is checked before anything is allocated, and no more
 * is allocated than the file has: the header's length, its names (none twice), types and shapes, and that the arrays
 * fill the rest of the file with no hole and no overlap.
 *
 * @throws CheckpointError `SAFETENSORS` saying what is wrong.
 * @see https://github.com/huggingface/safetensors, "Format"
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  if (file.length < 8) refuse(`it has ${file.length} bytes, and begins with 8 for the length of the header`);
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMIT))
    refuse(`the header would have ${length} bytes; at most ${HEADER_LIMIT} are allowed`);
  const start = 8 + Number(length);
  if (start > file.length)
    refuse(`the header would have ${length} bytes, the file has ${file.length - 8} more`);
  const header = parseHeader(file.subarray(8, start));

  const metadata = new Map<string, string>();
  const places: { name: string; dtype: string; shape: number[]; begin: number; end: number }[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, text] of Object.entries(asObject(value, name))) {
        if (typeof text !== 'string') refuse(`"${key}" in __metadata__ is not a text`);
        metadata.set(key, text);
      }
    } else places.push({ name, ...checkTensor(name, asObject(value, name), file.length - start) });
  }
  places.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, begin, end } of places) {
    if (begin !== filled) refuse(`"${name}" begins at ${begin}, the one before it ends at ${filled}`);
    filled = end;
  }
  if (filled !== file.length - start)
    refuse(`the arrays have ${filled} bytes, the file ${file.length - start}`);

  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end } of places) {
    const type = TENSOR_TYPES[dtype]!;
    const data = DTYPES[type.dtype].create((end - begin) / type.bytes);
    new Uint8Array(data.buffer).set(file.subarray(start + begin, start + end));
    tensors.set(name, { dtype, shape, data });
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): { [key: string]: unknown } {
  if (bytes[0] !== 0x7b) refuse('the header does not begin with {');
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new CheckpointError('SAFETENSORS', 'not a valid safetensors file: the header is not JSON', {
      cause: error,
    });
  }
  const header = asObject(value, 'the header');
  refuseTwice(text);
  return header;
}

/** Refuses an object of valid JSON that has a key twice: readers differ in which of the two they believe. */
function refuseTwice(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  // Not an expression: those of a text of megabytes overflow the stack.
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '{') open.push(new Set());
    else if (sign === '[') open.push(undefined);
    else if (sign === '}' || sign === ']') open.pop();
    if (sign !== '"') continue;
    const end = endOfString(text, at);
    let next = end;
    while (/\s/.test(text[next] ?? '')) next += 1;
    if (text[next] === ':') {
      const name = JSON.parse(text.slice(at, end)) as string;
      const names = open.at(-1);
      if (names?.has(name)) refuse(`the name ${text.slice(at, end)} is used twice`);
      names?.add(name);
    }
    at = end - 1;
  }
}

/** Finds what comes after the string that begins at a place. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function asObject(value: unknown, what: string): { [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${what} is not an object`);
  return value as { [key: string]: unknown };
}

function checkTensor(
  name: string,
  { dtype, shape, data_offsets: offsets }: { [key: string]: unknown },
  bytes: number,
): { dtype: string; shape: number[]; begin: number; end: number } {
  if (typeof dtype !== 'string' || !Object.hasOwn(TENSOR_TYPES, dtype))
    refuse(
      `"${name}" has the type ${JSON.stringify(dtype)}; known are ${Object.keys(TENSOR_TYPES).join(', ')}`,
    );
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(whole))
    refuse(`"${name}" has a shape that is not of whole numbers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole))
    refuse(`"${name}" has data_offsets that are not two whole numbers`);
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > bytes) refuse(`"${name}" is at ${begin} to ${end} of ${bytes} bytes`);
  const count = shape.reduce((product: number, length: number) => product * length, 1);
  if (!Number.isSafeInteger(count) || count * TENSOR_TYPES[dtype]!.bytes !== end - begin)
    refuse(`"${name}" is ${dtype} [${shape.join(', ')}], but has ${end - begin} bytes`);
  return { dtype, shape, begin, end };
}
