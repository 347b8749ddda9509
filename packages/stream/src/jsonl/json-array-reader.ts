import type { BlockReader, ChosenColumns } from '../blocks/block-reader.js';
import type { RowBlock, RowFault } from '../blocks/row-block.js';
import type { ByteWindow } from '../bytes/byte-window.js';
import { decodeText } from '../bytes/decode-text.js';
import { notUtf8 } from '../bytes/find-encoding.js';
import { ObjectRows } from '../objects/object-rows.js';
import { StreamError } from '../stream-error.js';
import { parseLine } from './parse-line.js';

const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Reads one JSON array of objects, element by element: what programs write that know nothing of lines. */
export class JsonArrayReader implements BlockReader {
  readonly #window: ByteWindow;
  readonly #name: string;
  readonly #maxRecordBytes: number;
  readonly #rows: ObjectRows = new ObjectRows({ keeps: true });
  #line = 1;
  #started = false;
  #ended = false;

  constructor(window: ByteWindow, name: string, options: { readonly maxRecordBytes: number }) {
    this.#window = window;
    this.#name = name;
    this.#maxRecordBytes = options.maxRecordBytes;
  }

  /** Resumes at a position that an earlier reader of the same text gave: after an element. */
  async seek(offset: number, line: number): Promise<void> {
    await this.#window.seek(offset);
    this.#line = line;
    this.#started = true;
  }

  get unchosen(): ReadonlySet<string> {
    return this.#rows.unchosen;
  }

  choose(columns: ChosenColumns, features?: number): void {
    this.#rows.choose(columns, features);
  }

  rewrite(block: RowBlock): void {
    this.#rows.rewrite(block);
  }

  async next(block: RowBlock): Promise<boolean> {
    const window = this.#window;
    this.#rows.start(block);
    const first = block.size;
    for (;;) {
      while (block.size < block.capacity && this.#element(block));
      if (block.size > first) break;
      if (this.#ended) return false;
      if (window.ended)
        throw new StreamError(
          'FORMAT',
          `${this.#name} line ${this.#line}: the JSON array is not closed, it was cut short`,
          {
            place: { source: this.#name, line: this.#line },
          },
        );
      if (window.length > this.#maxRecordBytes)
        throw new StreamError(
          'RECORD_TOO_LONG',
          `${this.#name} line ${this.#line}: an element of the JSON array is longer than ${this.#maxRecordBytes} bytes`,
          { place: { source: this.#name, line: this.#line } },
        );
      await window.more();
    }
    this.#rows.finish(block);
    return true;
  }

  async close(): Promise<void> {
    await this.#window.close();
  }

  /** Reads one element; false where more bytes are needed, or there is none. */
  #element(block: RowBlock): boolean {
    const window = this.#window;
    const { data, end, base } = window;
    let at = this.#blank(window.start);
    if (this.#ended || at >= end) return false;
    if (!this.#started) {
      // The opening bracket was seen when the format was found out.
      this.#started = true;
      at = this.#blank(at + 1);
    } else if (data[at] === 0x2c) at = this.#blank(at + 1);
    window.start = at;
    if (at >= end) return false;
    if (data[at] === 0x5d) {
      this.#ended = true;
      window.start = end;
      return false;
    }
    const stop = elementEnd(data, at, end);
    if (stop === -1) return false;
    const text = decodeText(data, at, stop);
    const invalid = text.includes('\uFFFD') ? notUtf8(data, at, stop) : -1;
    const fault = invalid === -1 ? this.#read(block, text) : badByte(data[invalid]!, base + invalid);
    const row = block.size;
    if (fault !== undefined) block.faults.set(row, fault);
    block.lines[row] = this.#line;
    for (let byte = at; byte < stop; byte += 1) if (data[byte] === LF) this.#line += 1;
    block.nextLines[row] = this.#line;
    block.ends[row] = base + stop;
    block.size = row + 1;
    window.start = stop;
    return true;
  }

  #read(block: RowBlock, text: string): RowFault | undefined {
    const element = parseLine(text);
    return 'fault' in element ? element.fault : this.#rows.put(block, element.value);
  }

  /** Passes over spaces and line ends, and counts the latter. */
  #blank(from: number): number {
    const { data, end } = this.#window;
    let at = from;
    while (at < end && (data[at] === 0x20 || data[at] === 0x09 || data[at] === LF || data[at] === 0x0d)) {
      if (data[at] === LF) this.#line += 1;
      at += 1;
    }
    this.#window.start = at;
    return at;
  }
}

/** Finds where an element ends: after its last bracket, or before the comma or bracket that follows; -1 where it is cut. */
function elementEnd(data: Uint8Array, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const byte = data[at]!;
    if (byte === QUOTE) {
      at += 1;
      while (at < end && data[at] !== QUOTE) at += data[at] === BACKSLASH ? 2 : 1;
      if (at >= end) return -1;
    } else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at === start ? at + 1 : at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (byte === 0x2c && depth === 0) return at === start ? at + 1 : at;
  }
  return -1;
}

function badByte(byte: number, at: number): RowFault {
  return {
    code: 'BAD_ROW',
    message: `byte 0x${byte.toString(16).toUpperCase()} (at ${at}) is not UTF-8; --encoding says what the text is encoded in`,
  };
}
