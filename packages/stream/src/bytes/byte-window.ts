import { StreamError } from '../stream-error.js';
import type { ByteSource } from './byte-source.js';
import { gunzip } from './gunzip.js';

const LF = 0x0a;
const STEP = 1 << 17;
const HEAD_BYTES = 4096;

/** Identifies a text by its first bytes (at most 4096), wherever it lies and whatever it is called. */
export type TextHead = { readonly length: number; readonly hash: number };

/**
 * A sliding window over the unpacked bytes of a source: `data[start, end)` is what has been read and not yet used, and
 * `data[end]` is always a line feed, so that a scan needs no check of bounds. Its size is bounded by what the reader
 * leaves unused plus one step.
 */
export class ByteWindow {
  readonly #source: ByteSource;
  #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkAt = 0;
  data: Uint8Array = new Uint8Array(1 << 13);
  start = 0;
  end = 0;
  /** The place of `data[0]` in the unpacked text, in bytes. */
  base = 0;
  /** Nothing will come after `end`. */
  ended = false;
  #packed = false;
  /** The first bytes of the unpacked text. */
  #head: Uint8Array = new Uint8Array(0);

  private constructor(source: ByteSource) {
    this.#source = source;
    this.#iterator = this.#open(0);
    this.data[0] = LF;
  }

  /** Opens a source at its start, unpacks it if its first two bytes say gzip, and passes over a byte order mark. */
  static async open(source: ByteSource): Promise<ByteWindow> {
    const window = new ByteWindow(source);
    await window.fill(2);
    const { data } = window;
    if (data[0] === 0x1f && data[1] === 0x8b && window.end >= 2) await window.#unpack();
    await window.fill(HEAD_BYTES);
    window.#head = window.data.slice(0, Math.min(window.end, HEAD_BYTES));
    const head = window.data;
    if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
      throw new StreamError('FORMAT', `${source.name} is UTF-16 text, wanted UTF-8: convert it first`, {
        place: { source: source.name },
      });
    if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) window.start = 3;
    return window;
  }

  /** Bytes that have been read and not used. */
  get length(): number {
    return this.end - this.start;
  }

  /** The place of the next unused byte in the unpacked text. */
  get offset(): number {
    return this.base + this.start;
  }

  /** Hashes the first bytes of the text: FNV-1a, 32 bits. */
  head(length: number = this.#head.length): TextHead {
    let hash = 0x811c_9dc5;
    for (const byte of this.#head.subarray(0, length)) hash = Math.imul(hash ^ byte, 0x0100_0193);
    return { length: Math.min(length, this.#head.length), hash: hash >>> 0 };
  }

  /** Reads on until `length` is at least `wanted`; false where the source ends before. */
  async fill(wanted: number): Promise<boolean> {
    while (this.length < wanted && !this.ended) await this.more();
    return this.length >= wanted;
  }

  /** Reads one step on: `start` goes to the front of `data`, `end` grows, or `ended` becomes true. */
  async more(): Promise<void> {
    while (this.#chunkAt >= this.#chunk.length) {
      const next = await this.#pull();
      if (next === undefined) {
        this.ended = true;
        return;
      }
      this.#chunk = next;
      this.#chunkAt = 0;
    }
    const count = Math.min(STEP, this.#chunk.length - this.#chunkAt);
    if (this.start > 0) {
      this.data.copyWithin(0, this.start, this.end);
      this.base += this.start;
      this.end -= this.start;
      this.start = 0;
    }
    if (this.end + count + 1 > this.data.length) {
      const grown = new Uint8Array((this.end + count) * 2 + 1);
      grown.set(this.data.subarray(0, this.end));
      this.data = grown;
    }
    this.data.set(this.#chunk.subarray(this.#chunkAt, this.#chunkAt + count), this.end);
    this.#chunkAt += count;
    this.end += count;
    this.data[this.end] = LF;
  }

  /**
   * Goes forward to a place in the unpacked text: at once in a plain file that can be opened anywhere, else by reading
   * (and unpacking) what lies before it.
   *
   * @throws StreamError `POSITION` if the source ends before.
   */
  async seek(offset: number): Promise<void> {
    if (this.#source.seekable === true && !this.#packed && offset > this.base + this.end) {
      await this.close();
      this.#iterator = this.#open(offset - 1);
      this.#chunk = new Uint8Array(0);
      this.#chunkAt = 0;
      this.start = 0;
      this.end = 0;
      this.base = offset - 1;
      this.ended = false;
    }
    while (this.base + this.end < offset && !this.ended) {
      this.start = this.end;
      await this.more();
    }
    if (this.base + this.end < offset)
      throw new StreamError(
        'POSITION',
        `${this.#source.name} ends before byte ${offset}, the position to resume from: it is not the same data, or it was cut`,
        { place: { source: this.#source.name } },
      );
    this.start = offset - this.base;
  }

  /** Whether the source was gzipped. */
  get packed(): boolean {
    return this.#packed;
  }

  /** Takes all that is left, from `start` on; undefined if that is more than `limit` bytes. */
  async rest(limit: number): Promise<Uint8Array | undefined> {
    while (!this.ended && this.length <= limit) await this.more();
    await this.close();
    return this.length > limit ? undefined : this.data.slice(this.start, this.end);
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  #open(from: number): AsyncIterator<Uint8Array> {
    return this.#source.open(from)[Symbol.asyncIterator]();
  }

  async #pull(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#iterator.next();
      return done === true ? undefined : value;
    } catch (cause) {
      if (StreamError.is(cause)) throw cause;
      const { name } = this.#source;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StreamError('SOURCE', `${name} cannot be read: ${reason}`, {
        cause,
        place: { source: name },
      });
    }
  }

  /** Hands what was read, and all that comes, to the unpacker, and starts afresh with what it gives. */
  async #unpack(): Promise<void> {
    const head = [this.data.slice(0, this.end), this.#chunk.subarray(this.#chunkAt)];
    const rest = this.#iterator;
    const { name } = this.#source;
    const pull = async (): Promise<Uint8Array | undefined> => {
      const { done, value } = await rest.next();
      return done === true ? undefined : value;
    };
    const packed = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (const bytes of head) if (bytes.length > 0) yield bytes;
        for (let chunk = await pull(); chunk !== undefined; chunk = await pull()) yield chunk;
      } finally {
        await rest.return?.();
      }
    };
    this.#iterator = gunzip(packed(), name);
    this.#chunk = new Uint8Array(0);
    this.#chunkAt = 0;
    this.end = 0;
    this.ended = false;
    this.data[0] = LF;
    this.#packed = true;
  }
}
