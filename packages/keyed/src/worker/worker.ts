import { KeyedModels } from '../models/keyed-models.js';
import type { Lease } from '../ports/state-table.js';
import { hashEvent } from '../state/hash-event.js';
import { readNext } from './read-next.js';
import { type WorkerOptions, workerOptions } from './worker-options.js';

/** A partition that the worker has let go of, and why. */
export type PartitionFailure = {
  readonly partition: number;
  /**
   * A KeyedError `FENCED`: somebody else has it now, all is well. `LOG_LOST`, `LOG_GAP`, `STATE`, `STATE_DAMAGED`: a person must
   * look. Anything else is what the log or the table threw: whoever takes the partition next reads what became of it.
   */
  readonly error: unknown;
};

/** What one step did. */
export type StepResult = {
  /** Events that were applied and committed. */
  readonly events: number;
  readonly failures: readonly PartitionFailure[];
};

/** What a worker holds now. */
export type WorkerReport = {
  readonly partitions: readonly number[];
  /** How many learners are live. */
  readonly live: number;
  /** Events that it has committed. */
  readonly events: number;
};

type Held = { lease: Lease; readonly models: KeyedModels };

/**
 * One process's share of the partitions. It takes leases, applies events, and commits the changed states, the outputs and the
 * position together, fenced by the epoch of the lease and the position that it began from. A worker that has died, or has only slept,
 * can commit nothing any more once another one has taken over: so each event counts exactly once.
 *
 * @example
 * ```ts
 * const worker = new Worker({ owner: 'a', log, table, factory });
 * while (running) if ((await worker.step()).events === 0) await sleep(100);
 * await worker.stop();
 * ```
 */
export class Worker {
  readonly #options: Required<WorkerOptions>;
  readonly #held: Map<number, Held> = new Map();
  #events = 0;

  /** @throws KeyedError `OPTION` */
  constructor(options: WorkerOptions) {
    this.#options = workerOptions(options);
  }

  /**
   * Prolongs its leases, takes or gives back partitions until it has its share, then applies and commits one batch of each.
   * Call it again at once where there were events, and otherwise after a while that is short beside the lease.
   *
   * @throws what the table throws when it cannot be reached; the worker may be used again.
   */
  async step(): Promise<StepResult> {
    const failures: PartitionFailure[] = [];
    const share = await this.#share();
    if (this.#held.size < share) await this.#acquire(share - this.#held.size);
    let events = 0;
    for (const [partition, held] of [...this.#held])
      try {
        events += await this.#turn(held);
      } catch (error) {
        // Whatever became of it, memory may differ from the table: it is dropped, and nothing of it is ever committed.
        this.#drop(partition);
        failures.push({ partition, error });
      }
    // One a step, after its commit: the others need not stop while shares are changing.
    if (this.#held.size > share) await this.#giveBack();
    this.#events += events;
    return { events, failures };
  }

  /** Gives everything back, so that others need not wait for the leases to run out. */
  async stop(): Promise<void> {
    while (this.#held.size > 0) await this.#giveBack();
    await this.#options.table.leave(this.#options.owner);
  }

  /** Tells what it holds now. */
  report(): WorkerReport {
    let live = 0;
    for (const { models } of this.#held.values()) live += models.live;
    return {
      partitions: [...this.#held.keys()].sort((left, right) => left - right),
      live,
      events: this.#events,
    };
  }

  /** Says that it lives, drops what it has lost, and returns how many partitions are its share. */
  async #share(): Promise<number> {
    const { owner, table, leaseMs } = this.#options;
    const held = [...this.#held.values()].map(({ lease }) => lease);
    const { leases, owners } = await table.heartbeat(owner, held, leaseMs);
    for (const mine of held) {
      const now = leases.find(({ partition }) => partition === mine.partition);
      if (now?.epoch !== mine.epoch || now.position !== mine.position) this.#drop(mine.partition);
    }
    return Math.ceil(table.partitions / owners);
  }

  async #acquire(want: number): Promise<void> {
    const { owner, table, factory, leaseMs, capacity } = this.#options;
    for (const lease of await table.acquire(owner, want, leaseMs)) {
      const load = (keys: readonly string[]) => table.load(lease.partition, keys);
      this.#held.set(lease.partition, { lease, models: new KeyedModels({ factory, capacity, load }) });
    }
  }

  async #turn(held: Held): Promise<number> {
    const { log, table, leaseMs, batch } = this.#options;
    const { lease, models } = held;
    const events = await readNext(log, lease, batch);
    const last = events.at(-1);
    if (last === undefined) return 0;
    const { outputs, aside } = await models.apply(events);
    const commit = {
      position: last.sequence,
      positionHash: hashEvent(last),
      states: models.changed(),
      outputs,
      aside,
    };
    held.lease = await table.commit(lease, commit, leaseMs);
    models.committed();
    return events.length;
  }

  async #giveBack(): Promise<void> {
    const last = [...this.#held.keys()].at(-1);
    if (last === undefined) return;
    const { lease } = this.#held.get(last)!;
    this.#drop(last);
    await this.#options.table.release(lease);
  }

  /** Lets go of the learners of a partition. */
  #drop(partition: number): void {
    this.#held.get(partition)?.models.close();
    this.#held.delete(partition);
  }
}
