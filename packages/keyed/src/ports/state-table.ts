import type { KeyedEvent } from './keyed-event.js';

/**
 * The right to one partition. A commit is made safe by `epoch` and `position` alone; `until` only says when somebody else
 * may take over.
 */
export type Lease = {
  readonly partition: number;
  readonly owner: string;
  /** One more each time the partition changes hands. */
  readonly epoch: number;
  /** The sequence of the last event whose effects are committed; 0 before the first. */
  readonly position: number;
  /** What `hashEvent` says of that event; empty before the first. */
  readonly positionHash: string;
};

/** An event that a quarantined key did not learn from, and why. */
export type SetAside = { readonly event: KeyedEvent; readonly reason: string };

/** What a learner answered to an event. */
export type KeyedOutput = { readonly sequence: number; readonly key: string; readonly body: Uint8Array };

/** What one transaction writes: all of it, or nothing. */
export type Commit = {
  /** The last event that is in it, above the position of the lease. */
  readonly position: number;
  readonly positionHash: string;
  /** The states that have changed, by key. */
  readonly states: ReadonlyMap<string, Uint8Array>;
  /** In ascending order; (partition, sequence) is their key, so that whoever takes them in by it takes in each once. */
  readonly outputs: readonly KeyedOutput[];
  readonly aside: readonly SetAside[];
};

/** What a heartbeat says. */
export type Heartbeat = {
  /** Those leases that are still held, as they now are. */
  readonly leases: readonly Lease[];
  /** How many owners have sent one within the duration that they named, this one included. */
  readonly owners: number;
};

/** One partition as the table has it. */
export type PartitionState = {
  readonly partition: number;
  /** Who has it, or had it last; empty before the first. */
  readonly owner: string;
  /** Whether the lease has not run out. */
  readonly isHeld: boolean;
  readonly epoch: number;
  readonly position: number;
  /** How many keys have a state. */
  readonly keys: number;
  /** How many events were set aside. */
  readonly aside: number;
};

/**
 * Leases, positions, states and outputs, in one place that has transactions. All times are by the table's own clock; durations
 * are milliseconds. Whether your own keeps this contract, `stateTableContract` of `@graph/keyed/contract` finds out.
 */
export type StateTable = {
  /** How many partitions there are, ≥ 1: fixed when the table is made, and equal to those of the log. */
  readonly partitions: number;
  /** Takes up to `want` partitions whose lease has run out, each with an epoch of its own. */
  acquire(owner: string, want: number, durationMs: number): Promise<readonly Lease[]>;
  /** Says that an owner lives, and prolongs those leases whose epoch is the table's. */
  heartbeat(owner: string, leases: readonly Lease[], durationMs: number): Promise<Heartbeat>;
  /** Reads the states of those keys that have one. */
  load(partition: number, keys: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * Writes everything, and prolongs the lease, in one transaction.
   *
   * @throws KeyedError `FENCED` unless both the epoch and the position of the partition are those of `lease`: nothing was
   * written then.
   */
  commit(lease: Lease, commit: Commit, durationMs: number): Promise<Lease>;
  /** Gives a partition back, if the epoch is still that of `lease`; otherwise nothing happens. */
  release(lease: Lease): Promise<void>;
  /** Forgets an owner, so that the others share what it had. */
  leave(owner: string): Promise<void>;
  /** Tells how all partitions are, in their order. */
  status(): Promise<readonly PartitionState[]>;
  /** Lists keys that have a state, in a fixed order, those after `after` (undefined: from the first); at most `limit`. */
  keys(partition: number, after: string | undefined, limit: number): Promise<readonly string[]>;
  /** Reads committed outputs with `sequence > after`, in order; at most `limit`. */
  outputs(partition: number, after: number, limit: number): Promise<readonly KeyedOutput[]>;
  /** Lets go of outputs up to `until` (inclusive). */
  dropOutputs(partition: number, until: number): Promise<void>;
  /** Reads events that were set aside with `sequence > after`, in order; at most `limit`. */
  aside(partition: number, after: number, limit: number): Promise<readonly SetAside[]>;
};
