import type { ServedEvent } from './event.js';

/**
 * Where events are kept, in their order. One process at a time appends. Whether your own keeps what is wanted here,
 * `eventLogContract` of `@graph/serve/contract` finds out.
 */
export interface EventLog {
  /** The sequence of the first event that there is; `last + 1` if there is none. */
  readonly first: number;
  /** The sequence of the last event that is durable; 0 if there was none ever. */
  readonly last: number;
  /**
   * Appends events, whose sequences follow on `last`: all of them, or none. They are durable when the promise settles. Where it
   * is rejected `last` is unchanged, the same sequences may be appended again, and only the later ones are ever read.
   */
  append(events: readonly ServedEvent[]): Promise<void>;
  /**
   * Reads the events with a sequence above `after` that were durable when it was called, in their order.
   *
   * @throws ServeError `LOG_DAMAGED` where they are not what was appended, `LOG_LOST` if `after + 1` was dropped.
   */
  read(after: number): AsyncIterable<readonly ServedEvent[]>;
  /** Lets go of events up to `until` (inclusive) where that saves space. What is above stays, and so may what is not. */
  drop(until: number): Promise<void>;
  /** Makes durable what was appended, where `append` does not wait for that. Default: it does. */
  sync?(): Promise<void>;
  /** Releases what it holds, after what is being appended. */
  close(): Promise<void>;
}
