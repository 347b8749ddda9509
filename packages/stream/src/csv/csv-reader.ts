import type { BlockReader, ChosenColumns } from '../blocks/block-reader.js';
import { CELL, type RowBlock } from '../blocks/row-block.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteWindow } from '../bytes/byte-window.js';
import { StreamError } from '../stream-error.js';
import { parseNumber } from '../values/parse-number.js';
import type { CsvOptions } from './csv-options.js';
import { type Cut, cutRecord } from './cut-record.js';
import { parseRecords } from './parse-records.js';
import { readHeader } from './read-header.js';
import { recordEnd } from './record-end.js';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads CSV with a header line, block by block. Records are cut by a scanner of our own, those with quotes or
 * lines inside quotes by csv-parse, with the same result (docs/decisions, 62).
 */
export class CsvReader implements BlockReader {
  readonly #window: ByteWindow;
  readonly #name: string;
  readonly #delimiter: number;
  readonly #maxRecordBytes: number;
  readonly fields: readonly string[];
  readonly unchosen: Set<string> = new Set();
  readonly #numeric: Uint8Array;
  readonly #cut: Cut = { next: 0, fields: 0 };
  #line: number;
  /** The bytes of a record that is too long are passed over up to its line's end. */
  #skipping = false;

  private constructor(
    window: ByteWindow,
    name: string,
    header: { fields: readonly string[]; delimiter: number; line: number },
    maxRecordBytes: number,
  ) {
    this.#window = window;
    this.#name = name;
    this.fields = header.fields;
    this.#delimiter = header.delimiter;
    this.#line = header.line;
    this.#maxRecordBytes = maxRecordBytes;
    this.#numeric = new Uint8Array(header.fields.length);
  }

  /**
   * Opens a CSV text and reads its header.
   *
   * @param window - at the start of the text.
   * @throws StreamError `EMPTY` where there is no header; `RECORD_TOO_LONG`; `FORMAT`.
   */
  static async open(window: ByteWindow, source: ByteSource, options: CsvOptions): Promise<CsvReader> {
    const header = await readHeader(window, source.name, options);
    return new CsvReader(window, source.name, header, options.maxRecordBytes);
  }

  /** Resumes at a position that an earlier reader of the same text gave. */
  async seek(offset: number, line: number): Promise<void> {
    if (offset < this.#window.offset)
      throw new StreamError('POSITION', `${this.#name}: position ${offset} lies inside the header`);
    await this.#window.seek(offset);
    this.#line = line;
  }

  choose(columns: ChosenColumns): void {
    for (const [index, field] of this.fields.entries()) {
      this.#numeric[index] = columns.get(field) === 'number' ? 1 : 0;
      if (!columns.has(field) && this.unchosen.size < 100) this.unchosen.add(field);
    }
  }

  async next(block: RowBlock): Promise<boolean> {
    block.useFields(this.fields);
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
    const wanted = this.fields.length;
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
      const row = block.size;
      if (!cutRecord(data, at, end, ended, this.#delimiter, this.#numeric, block.columns, row, cut)) {
        quoted = true;
        break;
      }
      if (cut.fields !== wanted) this.#ragged(block, cut.fields);
      at = cut.next;
      this.#add(block, base + at, 1);
    }
    window.start = at;
    return quoted && at < end;
  }

  /** Hands all whole records in the window, from one that the scanner cannot cut, to csv-parse. */
  #parse(block: RowBlock): void {
    const window = this.#window;
    const { data, end, ended, base } = window;
    const bounds: number[] = [];
    const first = window.start;
    let at = first;
    while (bounds.length < block.capacity - block.size) {
      const next = recordEnd(data, at, end, ended, this.#delimiter);
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
    const all = parseRecords(data.subarray(first, last), this.#delimiter);
    for (const [index, bound] of bounds.entries()) {
      // Where csv-parse sees other records than we do, each is on its own.
      const cells =
        all?.length === bounds.length
          ? all[index]
          : parseRecords(data.subarray(from, bound), this.#delimiter)?.[0];
      let lines = 0;
      for (let byte = from; byte < bound; byte += 1) if (data[byte] === LF) lines += 1;
      if (cells === undefined) this.#line += lines;
      else this.#addCells(block, cells, base + bound, lines);
      from = bound;
    }
    window.start = from;
  }

  #addCells(block: RowBlock, texts: readonly string[], end: number, lines: number): void {
    const row = block.size;
    if (texts.length !== this.fields.length) this.#ragged(block, texts.length);
    for (let column = 0; column < this.fields.length; column += 1) {
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
    const wanted = this.fields.length;
    block.faults.set(block.size, {
      code: 'BAD_ROW',
      message: `has ${count} value${count === 1 ? '' : 's'}, the header has ${wanted} column${wanted === 1 ? '' : 's'}`,
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
    if (data[start] !== QUOTE && !data.subarray(start, end).includes(QUOTE)) return false;
    block.faults.set(block.size, {
      code: 'BAD_ROW',
      message: 'opens a quote that is not closed before the end',
    });
    window.start = end;
    this.#add(block, window.offset, 1);
    return true;
  }
}
