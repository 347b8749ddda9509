import type { KeyedEvent, NewEvent } from './keyed-event.js';

/** Which events of a partition are retained. */
export type LogBounds = {
  /** The sequence of the first; `last + 1` where none is. */
  readonly first: number;
  /** The sequence of the last that there has ever been; 0 before the first. */
  readonly last: number;
};

/**
 * Events by partition, in order, to be read again from any position that is retained. Whether your own keeps this contract,
 * `eventLogContract` of `@graph/keyed/contract` finds out. Each method throws KeyedError `OPTION` for a partition that there
 * is not.
 */
export type EventLog = {
  /** How many partitions there are, ≥ 1: fixed when the log is made. */
  readonly partitions: number;
  /**
   * Appends events, all or none; settles when they are durable.
   *
   * @param partition - from 0 (inclusive) to `partitions` (exclusive).
   * @returns the sequence of the partition's last event after that.
   */
  append(partition: number, events: readonly NewEvent[]): Promise<number>;
  /** Tells what is retained. */
  bounds(partition: number): Promise<LogBounds>;
  /**
   * Reads the first events that are retained with `sequence > after`, in order.
   *
   * @param limit - how many at most, a whole number ≥ 1.
   */
  read(partition: number, after: number, limit: number): Promise<readonly KeyedEvent[]>;
  /** Lets go of events up to `until` (inclusive); a log may keep more than it must. */
  drop(partition: number, until: number): Promise<void>;
};
