import type { ByteSource } from '../bytes/byte-source.js';

/** Random access to the bytes of a Parquet file. */
export type ParquetBytes = {
  readonly name: string;
  readonly byteLength: number;
  slice(start: number, end: number): Promise<Uint8Array>;
  readonly codecs: NonNullable<ByteSource['codecs']>;
};

/**
 * The bytes of a Parquet file as hyparquet asks for them. What is loaded is given at once, and what cannot be given is
 * refused at once: a promise that hyparquet starts and then forgets would reject with nobody there to see it.
 */
export class ColumnBytes {
  readonly byteLength: number;
  readonly #bytes: ParquetBytes;
  #start = 0;
  #loaded: ArrayBuffer = new ArrayBuffer(0);

  constructor(bytes: ParquetBytes) {
    this.#bytes = bytes;
    this.byteLength = bytes.byteLength;
    // hyparquet passes its file on without its prototype.
    this.slice = this.slice.bind(this);
  }

  /** Loads the bytes of a column. */
  async load(start: number, end: number): Promise<void> {
    this.#check(start, end);
    this.#loaded = await this.#read(start, end);
    this.#start = start;
  }

  /** Forgets what is loaded. */
  release(): void {
    this.#loaded = new ArrayBuffer(0);
  }

  slice(start: number, end: number): ArrayBuffer;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
  slice(start: number, end: number = this.byteLength): ArrayBuffer | Promise<ArrayBuffer> {
    this.#check(start, end);
    const from = start - this.#start;
    if (from >= 0 && end - this.#start <= this.#loaded.byteLength)
      return this.#loaded.slice(from, end - this.#start);
    return this.#read(start, end);
  }

  async #read(start: number, end: number): Promise<ArrayBuffer> {
    const part = await this.#bytes.slice(start, end);
    if (part.length !== end - start) throw new Error(`bytes ${start} to ${end} could not be read`);
    return part.buffer.slice(part.byteOffset, part.byteOffset + part.length) as ArrayBuffer;
  }

  #check(start: number, end: number): void {
    if (!(start >= 0 && end >= start && end <= this.byteLength))
      throw new Error(`it refers to bytes ${start} to ${end}, it has ${this.byteLength}`);
  }
}
