/** Bytes of a file, a download or standard input, that can be read from their start. */
export type ByteSource = {
  /** The name in messages and in the position: a path, a URL, `stdin`. */
  readonly name: string;
  /**
   * Starts reading. A source that gives the same bytes on every call can be inspected and then read, and
   * resumed; one that can be opened only once (standard input) gives its bytes to the first caller.
   *
   * @param from - the first byte wanted; only asked for other than 0 where `seekable` is true.
   */
  open(from: number): AsyncIterable<Uint8Array>;
  /** Whether `open` can start in the middle. */
  readonly seekable?: boolean;
  /** Reads `end − start` bytes at `start`; Parquet needs it. */
  readonly slice?: (start: number, end: number) => Promise<Uint8Array>;
  /** The number of bytes; Parquet needs it. */
  readonly byteLength?: () => Promise<number>;
  /** What the platform can unpack inside Parquet, beside Snappy, which is always there. */
  readonly codecs?: Readonly<
    Partial<Record<'GZIP' | 'BROTLI' | 'ZSTD', (packed: Uint8Array, length: number) => Uint8Array>>
  >;
};
