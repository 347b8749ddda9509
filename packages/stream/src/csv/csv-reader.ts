import type { BlockReader, ChosenColumns } from '../blocks/block-reader.js';
import { CELL, type RowBlock } from '../blocks/row-block.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteWindow } from '../bytes/byte-window.js';
import { notUtf8 } from '../bytes/find-encoding.js';
import { StreamError } from '../stream-error.js';
import { parseNumber } from '../values/parse-number.js';
import type { CsvOptions } from './csv-options.js';
import { type Cut, cutRecord } from './cut-record.js';
import { parseRecords } from './parse-records.js';
import { type CsvHeader, readHeader } from './read-header.js';
import { recordEnd } from './record-end.js';

const LF = 0x0a;
const CR = 0x0d;
const CTRL_Z = 0x1a;

/**
 * Reads CSV with a header line, block by block. Records are cut by a scanner of our own, those with quotes or
 * lines inside quotes by csv-parse, with the same result (docs/decisions, 62).
 */
export class CsvReader implements BlockReader {
  readonly #window: ByteWindow;
  readonly #name: string;
  readonly #delimiter: number;
  readonly #maxRecordBytes: number;
  readonly header: readonly string[];
  readonly unchosen: Set<string> = new Set();
  readonly #numeric: Uint8Array;
  readonly #cut: Cut = { next: 0, fields: 0, invalidAt: -1 };
  readonly #quote: number;
  readonly #comment: number;
  readonly remarks: string[] = [];
  #line: number;
  /** The bytes of a record that is too long are passed over up to its line's end. */
  #skipping = false;

  private constructor(
    window: ByteWindow,
    name: string,
    header: CsvHeader,
    quote: number,
    options: CsvOptions,
  ) {
    this.#window = window;
    this.#name = name;
    this.header = header.fields;
    this.#delimiter = header.delimiter;
    this.#line = header.line;
    this.#maxRecordBytes = options.maxRecordBytes;
    this.#quote = quote;
    this.#comment = options.comment?.charCodeAt(0) ?? -1;
    this.#numeric = new Uint8Array(header.fields.length);
  }

  /**
   * Opens a CSV text and reads its header.
   *
   * @param window - at the start of the text.
   * @throws StreamError `EMPTY` where there is no header; `RECORD_TOO_LONG`; `FORMAT`.
   */
  static async open(window: ByteWindow, source: ByteSource, options: CsvOptions): Promise<CsvReader> {
    const quote = options.quote === '' ? -1 : (options.quote ?? '"').charCodeAt(0);
    const header = await readHeader(window, source.name, options, quote);
    return new CsvReader(window, source.name, header, quote, options);
  }

  /** Resumes at a position that an earlier reader of the same text gave. */
  async seek(offset: number, line: number): Promise<void> {
    if (offset < this.#window.offset)
      throw new StreamError('POSITION', `${this.#name}: position ${offset} lies inside the header`);
    await this.#window.seekLine(offset);
    this.#line = line;
  }

  choose(columns: ChosenColumns): void {
    for (const [index, field] of this.header.entries()) {
      this.#numeric[index] = columns.get(field) === 'number' ? 1 : 0;
      if (!columns.has(field) && this.unchosen.size < 100) this.unchosen.add(field);
    }
  }

  async next(block: RowBlock): Promise<boolean> {
    block.useFields(this.header);
    const window = this.#window;
    const first = block.size;
    for (;;) {
      if (!this.#skipping && this.#scan(block) && block.size < block.capacity) this.#parse(block);
      if (block.size > first) return true;
      if (window.ended) return this.#finish(block);
      if (!this.#skipping && window.length > this.#maxRecordBytes) this.#skipping = true;
      if (this.#skipping) window.start = window.end;
      await window.more();
      if (this.#skipping) this.#skipLine(block);
      if (block.size > first) return true;
    }
  }

  async close(): Promise<void> {
    await this.#window.close();
  }

  /** Cuts records until the block is full, more bytes are needed, or csv-parse is (then true). */
  #scan(block: RowBlock): boolean {
    const window = this.#window;
    const { data, end, ended, base } = window;
    const cut = this.#cut;
    const wanted = this.header.length;
    let at = window.start;
    let quoted = false;
    while (block.size < block.capacity) {
      if (data[at] === LF || (data[at] === CR && at + 1 < end && data[at + 1] === LF)) {
        if (at >= end) break;
        at += data[at] === LF ? 1 : 2;
        this.#line += 1;
        continue;
      }
      if (at >= end) break;
      if (data[at] === this.#comment || data[at] === CTRL_Z || data[at] === 0) {
        const next = this.#passed(at);
        if (next === at) break;
        if (next > at) {
          at = next;
          this.#line += 1;
          continue;
        }
      }
      const row = block.size;
      if (
        !cutRecord(data, at, end, ended, this.#delimiter, this.#quote, this.#numeric, block.columns, row, cut)
      ) {
        quoted = true;
        break;
      }
      if (cut.fields !== wanted) this.#ragged(block, cut.fields);
      if (cut.invalidAt !== -1) this.#invalid(block, cut.invalidAt);
      at = cut.next;
      this.#add(block, base + at, 1);
    }
    window.start = at;
    return quoted && at < end;
  }

  /**
   * Passes over a comment, and over the Ctrl-Z or NULs that old programs write at the end: returns where the next line starts;
   * `at` itself where more bytes are needed, -1 where it is a record.
   */
  #passed(at: number): number {
    const { data, end, ended } = this.#window;
    if (data[at] === this.#comment) {
      const stop = data.indexOf(LF, at);
      return stop >= end ? (ended ? end : at) : stop + 1;
    }
    let last = at;
    while (
      last < end &&
      (data[last] === CTRL_Z || data[last] === 0 || data[last] === LF || data[last] === CR)
    )
      last += 1;
    if (last < end) return -1;
    if (!ended) return at;
    this.remarks.push(
      `${this.#name} ends with ${data[at] === CTRL_Z ? 'Ctrl-Z, the end of a DOS file' : 'NULs'}, which is passed over; cut it off`,
    );
    return end;
  }

  /** Hands all whole records in the window, from one that the scanner cannot cut, to csv-parse. */
  #parse(block: RowBlock): void {
    const window = this.#window;
    const { data, end, ended, base } = window;
    const bounds: number[] = [];
    const first = window.start;
    let at = first;
    while (bounds.length < block.capacity - block.size) {
      // A comment, or the mark of the end, is passed over by the scanner.
      if (bounds.length > 0 && (data[at] === this.#comment || data[at] === CTRL_Z || data[at] === 0)) break;
      const next = recordEnd(data, at, end, ended, this.#delimiter, this.#quote);
      if (next === -1 || next === at) break;
      const blank = next - at === 1 || (next - at === 2 && data[at] === CR && data[at + 1] === LF);
      if (!blank || next === end) bounds.push(next);
      else if (bounds.length > 0) bounds[bounds.length - 1] = next;
      at = next;
      if (at >= end) break;
    }
    const last = bounds.at(-1);
    if (last === undefined) return;
    let from = first;
    const all = parseRecords(data.subarray(first, last), this.#delimiter, this.#quote);
    for (const [index, bound] of bounds.entries()) {
      // Where csv-parse sees other records than we do, each is on its own.
      const cells =
        all?.length === bounds.length
          ? all[index]
          : parseRecords(data.subarray(from, bound), this.#delimiter, this.#quote)?.[0];
      let lines = 0;
      for (let byte = from; byte < bound; byte += 1) if (data[byte] === LF) lines += 1;
      if (cells === undefined) this.#line += lines;
      else {
        if (cells.some((text) => text.includes('\uFFFD'))) {
          const invalid = notUtf8(data, from, bound);
          if (invalid !== -1) this.#invalid(block, invalid);
        }
        this.#addCells(block, cells, base + bound, lines);
      }
      from = bound;
    }
    window.start = from;
  }

  #addCells(block: RowBlock, texts: readonly string[], end: number, lines: number): void {
    const row = block.size;
    if (texts.length !== this.header.length) this.#ragged(block, texts.length);
    for (let column = 0; column < this.header.length; column += 1) {
      const cells = block.columns[column]!;
      const text = texts[column] ?? '';
      const number = this.#numeric[column] === 1 ? parseNumber(text) : Number.NaN;
      if (!Number.isNaN(number)) {
        cells.kinds[row] = CELL.number;
        cells.numbers[row] = number;
      } else if (text.length === 0) {
        cells.kinds[row] = CELL.missing;
      } else {
        cells.kinds[row] = CELL.text;
        cells.texts[row] = text;
      }
    }
    this.#add(block, end, lines);
  }

  #ragged(block: RowBlock, count: number): void {
    const wanted = this.header.length;
    block.faults.set(block.size, {
      code: 'BAD_ROW',
      message: `has ${count} value${count === 1 ? '' : 's'}, the header has ${wanted} column${wanted === 1 ? '' : 's'}`,
    });
  }

  #invalid(block: RowBlock, at: number): void {
    const { data, base } = this.#window;
    block.faults.set(block.size, {
      code: 'BAD_ROW',
      message: `byte 0x${data[at]!.toString(16).toUpperCase()} (at ${base + at}) is not UTF-8; --encoding says what the text is encoded in`,
    });
  }

  #add(block: RowBlock, end: number, lines: number): void {
    const row = block.size;
    block.lines[row] = this.#line;
    this.#line += lines;
    block.nextLines[row] = this.#line;
    block.ends[row] = end;
    block.size = row + 1;
  }

  /** Passes over the rest of a record that was too long. */
  #skipLine(block: RowBlock): void {
    const window = this.#window;
    const at = window.data.indexOf(LF, window.start);
    if (at >= window.end && !window.ended) return;
    window.start = Math.min(at + 1, window.end);
    this.#skipping = false;
    block.faults.set(block.size, {
      code: 'RECORD_TOO_LONG',
      message: `is longer than ${this.#maxRecordBytes} bytes (or opens a quote that is not closed within them)`,
    });
    this.#add(block, window.offset, 1);
  }

  /** At the end of the source: what is left can only be a record whose quote is never closed. */
  #finish(block: RowBlock): boolean {
    const window = this.#window;
    if (window.length === 0) return false;
    const { data, start, end } = window;
    if (this.#quote === -1 || !data.subarray(start, end).includes(this.#quote)) return false;
    block.faults.set(block.size, {
      code: 'BAD_ROW',
      message: 'opens a quote that is not closed before the end',
    });
    window.start = end;
    this.#add(block, window.offset, 1);
    return true;
  }
}
