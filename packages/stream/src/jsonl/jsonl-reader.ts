import type { BlockReader, ChosenColumns } from '../blocks/block-reader.js';
import type { RowBlock, RowFault } from '../blocks/row-block.js';
import type { ByteWindow } from '../bytes/byte-window.js';
import { decodeText } from '../bytes/decode-text.js';
import { notUtf8 } from '../bytes/find-encoding.js';
import { ObjectRows } from '../objects/object-rows.js';
import { parseLine } from './parse-line.js';

const LF = 0x0a;

/** Reads a line as an object, or tells why it cannot. */
export type LineParser = (text: string) => { readonly value: unknown } | { readonly fault: RowFault };

/** Reads one object per line: JSON Lines, or another format of lines. Blank lines are passed over. */
export class JsonlReader implements BlockReader {
  readonly #window: ByteWindow;
  readonly #maxRecordBytes: number;
  readonly #rows: ObjectRows = new ObjectRows({ keeps: true });
  readonly #parse: LineParser;
  #line = 1;
  #skipping = false;

  /** @param parse - reads one line; JSON by default. */
  constructor(
    window: ByteWindow,
    options: { readonly maxRecordBytes: number },
    parse: LineParser = parseLine,
  ) {
    this.#parse = parse;
    this.#window = window;
    this.#maxRecordBytes = options.maxRecordBytes;
  }

  /** Resumes at a position that an earlier reader of the same text gave. */
  async seek(offset: number, line: number): Promise<void> {
    await this.#window.seekLine(offset);
    this.#line = line;
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
      this.#scan(block);
      if (block.size > first) break;
      if (window.ended) return false;
      if (window.length > this.#maxRecordBytes) this.#skipping = true;
      if (this.#skipping) window.start = window.end;
      await window.more();
    }
    this.#rows.finish(block);
    return true;
  }

  async close(): Promise<void> {
    await this.#window.close();
  }

  #scan(block: RowBlock): void {
    const window = this.#window;
    const { data, end, ended, base } = window;
    let at = window.start;
    while (block.size < block.capacity && at < end) {
      const stop = data.indexOf(LF, at);
      if (stop >= end && !ended) break;
      const next = Math.min(stop + 1, end);
      if (this.#skipping || stop - at > this.#maxRecordBytes) {
        this.#skipping = false;
        this.#add(block, base + next, {
          code: 'RECORD_TOO_LONG',
          message: `is longer than ${this.#maxRecordBytes} bytes`,
        });
      } else {
        const textEnd = Math.min(stop, end);
        const text = decodeText(data, at, textEnd);
        if (isEmpty(text)) this.#line += 1;
        else {
          const invalid = text.includes('\uFFFD') ? notUtf8(data, at, textEnd) : -1;
          const fault =
            invalid === -1
              ? this.#read(block, text)
              : {
                  code: 'BAD_ROW' as const,
                  message: `byte 0x${data[invalid]!.toString(16).toUpperCase()} (at ${base + invalid}) is not UTF-8; --encoding says what the text is encoded in`,
                };
          this.#add(block, base + next, fault);
        }
      }
      at = next;
    }
    window.start = at;
  }

  #read(block: RowBlock, text: string): RowFault | undefined {
    const line = this.#parse(text);
    return 'fault' in line ? line.fault : this.#rows.put(block, line.value);
  }

  #add(block: RowBlock, end: number, fault: RowFault | undefined): void {
    const row = block.size;
    if (fault !== undefined) block.faults.set(row, fault);
    block.lines[row] = this.#line;
    this.#line += 1;
    block.nextLines[row] = this.#line;
    block.ends[row] = end;
    block.size = row + 1;
  }
}

/** Blank, or the NULs and Ctrl-Z that old programs write at the end. */
function isEmpty(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x20 || (code < 0x09 && code !== 0) || (code > 0x0d && code < 0x20 && code !== 0x1a)) {
      return text.trim().length === 0;
    }
  }
  return true;
}
