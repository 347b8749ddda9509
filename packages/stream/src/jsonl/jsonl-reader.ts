import type { BlockReader, ChosenColumns } from '../blocks/block-reader.js';
import type { RowBlock, RowFault } from '../blocks/row-block.js';
import type { ByteWindow } from '../bytes/byte-window.js';
import { decodeText } from '../bytes/decode-text.js';
import { ObjectRows } from '../objects/object-rows.js';

const LF = 0x0a;

/** Reads JSON Lines: one object per line. Blank lines are passed over. */
export class JsonlReader implements BlockReader {
  readonly #window: ByteWindow;
  readonly #maxRecordBytes: number;
  readonly #rows: ObjectRows = new ObjectRows();
  #line = 1;
  #skipping = false;

  constructor(window: ByteWindow, options: { readonly maxRecordBytes: number }) {
    this.#window = window;
    this.#maxRecordBytes = options.maxRecordBytes;
  }

  /** Resumes at a position that an earlier reader of the same text gave. */
  async seek(offset: number, line: number): Promise<void> {
    await this.#window.seek(offset);
    this.#line = line;
  }

  get unchosen(): ReadonlySet<string> {
    return this.#rows.unchosen;
  }

  choose(columns: ChosenColumns): void {
    this.#rows.choose(columns);
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
        const text = decodeText(data, at, Math.min(stop, end));
        if (text.trim().length === 0) this.#line += 1;
        else this.#add(block, base + next, this.#read(block, text));
      }
      at = next;
    }
    window.start = at;
  }

  #read(block: RowBlock, text: string): RowFault | undefined {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { code: 'BAD_ROW', message: `is not JSON: ${reason}`, value: text };
    }
    return this.#rows.put(block, value);
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
