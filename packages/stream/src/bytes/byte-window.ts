import { sourceError } from '../source-error.js';
import { StreamError } from '../stream-error.js';
import type { ByteSource } from './byte-source.js';
import { findEncoding } from './find-encoding.js';
import { gunzip } from './gunzip.js';
import { refuseKind } from './refuse-kind.js';
import { isUtf8, transcode } from './transcode.js';
import { unzstd } from './unzstd.js';

const LF = 0x0a;
const STEP = 1 << 17;
const HEAD_BYTES = 4096;
/** Bytes of a file that are looked at to find its encoding. */
const ENCODING_BYTES = 1 << 16;

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
  #remark: string | undefined;
  /** Why the source broke off. It is thrown again for as long as more is asked for: a look ahead must not swallow it. */
  #failure: unknown;
  /** The first bytes of the unpacked text. */
  #head: Uint8Array = new Uint8Array(0);

  private constructor(source: ByteSource) {
    this.#source = source;
    this.#iterator = this.#open(0);
    this.data[0] = LF;
  }

  /**
   * Opens a source at its start, unpacks it if its first bytes say gzip or Zstandard, makes UTF-8 of text in another encoding,
   * and passes over a byte order mark.
   *
   * @param encoding - of text; by default its mark, or a look at the first bytes, decides.
   */
  static async open(source: ByteSource, encoding?: string): Promise<ByteWindow> {
    const window = new ByteWindow(source);
    const { name } = source;
    await window.fill(4);
    const { data } = window;
    if (window.end >= 2 && data[0] === 0x1f && data[1] === 0x8b) window.#pass((bytes) => gunzip(bytes, name));
    else if (window.end >= 4 && data[0] === 0x28 && data[1] === 0xb5 && data[2] === 0x2f && data[3] === 0xfd)
      window.#pass((bytes) => unzstd(bytes, source));
    await window.fill(HEAD_BYTES);
    if (!window.#isParquet()) await window.#decode(encoding);
    window.#head = window.data.slice(0, Math.min(window.end, HEAD_BYTES));
    const head = window.data;
    if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) window.start = 3;
    return window;
  }

  /** What was found out about the text that a user should know. */
  get remark(): string | undefined {
    return this.#remark;
  }

  #isParquet(): boolean {
    return this.end >= 4 && String.fromCharCode(...this.data.subarray(0, 4)) === 'PAR1';
  }

  /** Makes UTF-8 of text that is in another encoding. */
  async #decode(given: string | undefined): Promise<void> {
    const source = this.#source;
    const { name } = source;
    if (given === undefined && source.seekable === true) await this.#lookAhead(ENCODING_BYTES);
    const head = this.data.subarray(0, Math.min(this.end, ENCODING_BYTES));
    const found = given === undefined ? findEncoding(head) : { encoding: given };
    if (found.encoding === undefined) {
      refuseKind(head, name);
      let line = 1;
      for (const byte of head.subarray(0, found.at)) if (byte === LF) line += 1;
      throw new StreamError(
        'FORMAT',
        `${name} line ${line}: byte 0x${found.byte.toString(16).toUpperCase()} (at ${found.at}) is not UTF-8; say what the text is encoded in with --encoding, such as windows-1252, iso-8859-2 or shift_jis`,
        { place: { source: name, line } },
      );
    }
    const { encoding } = found;
    if (!isUtf8(encoding)) {
      this.#pass((bytes) => transcode(bytes, encoding, name));
      await this.fill(HEAD_BYTES);
      if (given === undefined)
        this.#remark = `${name} is ${encoding === 'windows-1252' ? 'Windows-1252' : 'UTF-16'} text; --encoding says otherwise`;
    }
    refuseKind(this.data.subarray(0, this.end), name);
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

  /** As `fill`, where what there is suffices: a source that breaks off later is read up to there. */
  async #lookAhead(wanted: number): Promise<void> {
    try {
      await this.fill(wanted);
    } catch (error) {
      if (this.length === 0) throw error;
    }
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

  /**
   * Goes forward to a place in a text of lines. Inside a line, it goes on to the next: the text ended there when it was read,
   * and has grown since; the row of that line was given as it was.
   *
   * @throws StreamError `POSITION` if the source ends before.
   */
  async seekLine(offset: number): Promise<void> {
    await this.seek(offset);
    if (this.start === 0 || this.data[this.start - 1] === LF) return;
    for (;;) {
      const at = this.data.indexOf(LF, this.start);
      this.start = Math.min(at + 1, this.end);
      if (at < this.end || this.ended) return;
      await this.more();
    }
  }

  /** Whether the bytes are others than those of the source: it was packed, or in another encoding. */
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
    if (this.#failure !== undefined) throw this.#failure;
    try {
      const { done, value } = await this.#iterator.next();
      return done === true ? undefined : value;
    } catch (cause) {
      this.#failure = sourceError(cause, this.#source.name);
      throw this.#failure;
    }
  }

  /** Hands what was read, and all that comes, through a step that unpacks or decodes it, and starts afresh with its bytes. */
  #pass(through: (bytes: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>): void {
    const head = [this.data.slice(0, this.end), this.#chunk.subarray(this.#chunkAt)];
    const rest = this.#iterator;
    const failure = this.#failure;
    this.#failure = undefined;
    const before = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (const bytes of head) if (bytes.length > 0) yield bytes;
        if (failure !== undefined) throw failure;
        for (;;) {
          const { done, value } = await rest.next();
          if (done === true) return;
          yield value;
        }
      } finally {
        await rest.return?.();
      }
    };
    this.#iterator = through(before());
    this.#chunk = new Uint8Array(0);
    this.#chunkAt = 0;
    this.end = 0;
    this.ended = false;
    this.data[0] = LF;
    this.#packed = true;
  }
}
