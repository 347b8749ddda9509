import type { Schema } from '../records/schema.js';

/** What a producer thread needs, to be sent to it by postMessage: plain data and a shared buffer. */
export type ProducerPort = {
  readonly schema: Schema;
  /** Rows that may wait in the ring: a power of two, so that its counters may overflow. */
  readonly capacity: number;
  readonly buffer: SharedArrayBuffer;
};

/** Bytes before the records; the counters are on cache lines of their own. */
export const HEADER_BYTES = 128;
/** Index of the counter of rows put in, modulo 2^32: written by the producer only. */
export const HEAD = 0;
/** Index of the counter of rows taken out, modulo 2^32: written by the memory only. */
export const TAIL = 16;
