import { check } from '../check.js';
import { KeyedError } from '../errors.js';
import type {
  Commit,
  Heartbeat,
  KeyedOutput,
  Lease,
  PartitionState,
  SetAside,
  StateTable,
} from '../ports/state-table.js';

/** A partition as it is kept. */
type Partition = {
  owner: string;
  epoch: number;
  until: number;
  position: number;
  positionHash: string;
  readonly states: Map<string, Uint8Array>;
  readonly outputs: Map<number, KeyedOutput>;
  readonly aside: Map<number, SetAside>;
};

/** A state table in memory: for tests, and to try things out. */
export class MemoryStateTable implements StateTable {
  readonly partitions: number;
  readonly #partitions: readonly Partition[];
  readonly #owners: Map<string, number> = new Map();
  readonly #now: () => number;

  /**
   * @param partitions - a whole number ≥ 1.
   * @param now - the table's clock: milliseconds that never go back.
   * @throws KeyedError `OPTION`
   */
  constructor(partitions: number, now: () => number) {
    check.wholeNumber('partitions', partitions, { min: 1 });
    this.partitions = partitions;
    this.#now = now;
    this.#partitions = Array.from({ length: partitions }, () => ({
      owner: '',
      epoch: 0,
      until: Number.NEGATIVE_INFINITY,
      position: 0,
      positionHash: '',
      states: new Map(),
      outputs: new Map(),
      aside: new Map(),
    }));
  }

  async acquire(owner: string, want: number, durationMs: number): Promise<readonly Lease[]> {
    const leases: Lease[] = [];
    const now = this.#now();
    for (const [partition, at] of this.#partitions.entries()) {
      if (leases.length >= want) break;
      if (at.until > now) continue;
      at.owner = owner;
      at.epoch += 1;
      at.until = now + durationMs;
      leases.push(leaseOf(partition, at));
    }
    return leases;
  }

  async heartbeat(owner: string, leases: readonly Lease[], durationMs: number): Promise<Heartbeat> {
    const now = this.#now();
    this.#owners.set(owner, now + durationMs);
    for (const [name, until] of this.#owners) if (until <= now && name !== owner) this.#owners.delete(name);
    const held = leases.filter(({ partition, epoch }) => this.#at(partition).epoch === epoch);
    for (const { partition } of held) this.#at(partition).until = now + durationMs;
    return {
      leases: held.map(({ partition }) => leaseOf(partition, this.#at(partition))),
      owners: this.#owners.size,
    };
  }

  async load(partition: number, keys: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const { states } = this.#at(partition);
    const found = new Map<string, Uint8Array>();
    for (const key of keys) {
      const state = states.get(key);
      if (state !== undefined) found.set(key, state.slice());
    }
    return found;
  }

  async commit(lease: Lease, commit: Commit, durationMs: number): Promise<Lease> {
    const at = this.#at(lease.partition);
    if (at.epoch !== lease.epoch || at.position !== lease.position)
      throw new KeyedError(
        'FENCED',
        `partition ${lease.partition} is at epoch ${at.epoch} and position ${at.position}, no longer at ${lease.epoch} and ${lease.position}`,
      );
    for (const [key, state] of commit.states) at.states.set(key, state.slice());
    for (const output of commit.outputs)
      at.outputs.set(output.sequence, { ...output, body: output.body.slice() });
    for (const each of commit.aside) at.aside.set(each.event.sequence, each);
    at.position = commit.position;
    at.positionHash = commit.positionHash;
    at.until = this.#now() + durationMs;
    return leaseOf(lease.partition, at);
  }

  async release({ partition, epoch }: Lease): Promise<void> {
    const at = this.#at(partition);
    if (at.epoch === epoch) at.until = Number.NEGATIVE_INFINITY;
  }

  async leave(owner: string): Promise<void> {
    this.#owners.delete(owner);
  }

  async status(): Promise<readonly PartitionState[]> {
    const now = this.#now();
    return this.#partitions.map(({ owner, epoch, position, until, states, aside }, partition) => ({
      partition,
      owner,
      isHeld: until > now,
      epoch,
      position,
      keys: states.size,
      aside: aside.size,
    }));
  }

  async keys(partition: number, after: string | undefined, limit: number): Promise<readonly string[]> {
    const keys = [...this.#at(partition).states.keys()];
    return keys
      .filter((key) => after === undefined || key > after)
      .sort()
      .slice(0, limit);
  }

  async outputs(partition: number, after: number, limit: number): Promise<readonly KeyedOutput[]> {
    return above(this.#at(partition).outputs, after, limit);
  }

  async dropOutputs(partition: number, until: number): Promise<void> {
    const { outputs } = this.#at(partition);
    for (const sequence of outputs.keys()) if (sequence <= until) outputs.delete(sequence);
  }

  async aside(partition: number, after: number, limit: number): Promise<readonly SetAside[]> {
    return above(this.#at(partition).aside, after, limit);
  }

  #at(partition: number): Partition {
    const found = this.#partitions[partition];
    if (found !== undefined) return found;
    throw check.error(`partition is ${partition}, wanted a whole number from 0 to ${this.partitions - 1}`);
  }
}

function leaseOf(partition: number, { owner, epoch, position, positionHash }: Partition): Lease {
  return { partition, owner, epoch, position, positionHash };
}

function above<T>(found: ReadonlyMap<number, T>, after: number, limit: number): readonly T[] {
  return [...found]
    .filter(([sequence]) => sequence > after)
    .sort(([left], [right]) => left - right)
    .slice(0, limit)
    .map(([, value]) => value);
}
