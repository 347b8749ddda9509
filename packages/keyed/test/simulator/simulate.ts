import { Random } from '@graph/core';
import type * as keyed from '../../src/index.js';
import { KeyedError, type NewEvent } from '../../src/index.js';
import { Broken, Oracle } from './oracle.js';
import { Schedule } from './schedule.js';
import { toys } from './toy.js';

/** The parts that are tried: those of this package, or mutants of them. */
export type Parts = Pick<typeof keyed, 'MemoryEventLog' | 'MemoryStateTable' | 'Worker'>;

/** What has happened in a world. */
export type Counts = {
  crashes: number;
  pauses: number;
  losses: number;
  doubles: number;
  cuts: number;
  fenced: number;
  noticed: number;
};

const PARTITIONS = 2;
const EVENTS = 12;
const KEYS = 4;
/** Longer than several commits, or no doubled one would meet its own epoch. */
const LEASE = 120;
const BATCH = 3;
const MOST_FAULTS = 10;
const MOST_TURNS = 8000;

class Crash extends Error {}

/**
 * Runs one world: three workers, whose every call of a port may be delayed, lost, doubled or be the last one.
 *
 * @throws Broken where it is not as if nothing had happened.
 */
export async function simulate(seed: number, parts: Parts): Promise<Counts> {
  return new World(seed, parts).run();
}

class World {
  readonly #random: Random;
  readonly #schedule: Schedule;
  readonly #parts: Parts;
  readonly #log: keyed.MemoryEventLog;
  readonly #table: keyed.MemoryStateTable;
  readonly #events: readonly NewEvent[][];
  readonly #oracles: readonly Oracle[];
  readonly #counts: Counts = { crashes: 0, pauses: 0, losses: 0, doubles: 0, cuts: 0, fenced: 0, noticed: 0 };
  #faults = MOST_FAULTS;
  #failure: Error | undefined;
  #isDone = false;

  constructor(seed: number, parts: Parts) {
    this.#random = Random.fromSeed(seed, 'world');
    this.#schedule = new Schedule(this.#random, MOST_TURNS);
    this.#parts = parts;
    this.#log = new parts.MemoryEventLog(PARTITIONS);
    this.#table = new parts.MemoryStateTable(PARTITIONS, () => this.#schedule.now);
    this.#events = Array.from({ length: PARTITIONS }, () => this.#makeEvents());
    this.#oracles = this.#events.map((events, partition) => new Oracle(partition, events));
  }

  async run(): Promise<Counts> {
    const isCut = this.#random.below(8) === 0;
    this.#schedule.later(0, () => this.#produce(isCut).catch((error) => this.#note(error)));
    for (const name of ['a', 'b', 'c'])
      this.#schedule.later(this.#random.below(9), () => this.#live(name).catch((error) => this.#note(error)));
    await this.#schedule.run();
    if (this.#failure !== undefined) throw this.#failure;
    await this.#check();
    return this.#counts;
  }

  #makeEvents(): NewEvent[] {
    const events: NewEvent[] = [];
    while (events.length < EVENTS) {
      const draw = this.#random.uint32();
      const last = events.at(-1);
      // Poison, release and poison again come close together, or none would meet in one batch.
      const follows =
        last !== undefined && (last.kind === 'release' || last.body[0] === 255) && draw >>> 30 === 0;
      const key = follows ? last.key : `k${draw % KEYS}`;
      const isRelease = follows ? last.kind !== 'release' : (draw >>> 25) % 16 === 0;
      const first = (follows && !isRelease) || (draw >>> 24) % 12 === 0 ? 255 : (draw >>> 8) & 127;
      if (isRelease) events.push({ key, kind: 'release', body: new Uint8Array(0) });
      else events.push({ key, body: Uint8Array.of(first, (draw >>> 16) & 255) });
    }
    return events;
  }

  /** Appends a third at once, and the rest while the workers run; a log may lose its tail once, and be given the same or other events. */
  async #produce(isCut: boolean): Promise<void> {
    const random = this.#random;
    for (const [partition, events] of this.#events.entries())
      await this.#log.append(partition, events.slice(0, 4));
    for (let at = 4; at < EVENTS && this.#failure === undefined; ) {
      await this.#schedule.wait(random.below(12));
      const count = 1 + random.below(3);
      for (const [partition, events] of this.#events.entries())
        await this.#log.append(partition, events.slice(at, at + count));
      at += count;
      if (isCut && this.#counts.cuts === 0 && random.below(3) === 0) await this.#cut(Math.min(at, EVENTS));
    }
    await this.#end();
  }

  /** Loses the tail of a partition behind what was applied: nobody may take its sequences for those that were. */
  async #cut(length: number): Promise<void> {
    const [{ position }] = (await this.#table.status()) as [keyed.PartitionState];
    if (position < 2) return;
    this.#counts.cuts += 1;
    this.#log.cut(0, position - 1);
    const others = Array.from({ length: length - position + 1 }, () => ({
      key: 'k0',
      body: Uint8Array.of(7, 7, 7),
    }));
    if (this.#random.below(2) === 0) await this.#log.append(0, others);
    const { noticed } = this.#counts;
    while (this.#counts.noticed === noticed && this.#failure === undefined) await this.#schedule.wait(20);
    await this.#schedule.wait(100);
    // All who came by have stopped there.
    await this.#check();
    this.#log.cut(0, position - 1);
    await this.#log.append(0, this.#events[0]!.slice(position - 1, length));
  }

  async #end(): Promise<void> {
    while (!this.#isDone && this.#failure === undefined) {
      await this.#schedule.wait(20);
      this.#isDone = (await this.#table.status()).every(({ position }) => position === EVENTS);
    }
    this.#isDone = true;
  }

  async #live(name: string): Promise<void> {
    while (!this.#isDone) {
      const worker = new this.#parts.Worker({
        owner: name,
        log: this.#faulty(this.#log),
        table: this.#faulty(this.#table),
        factory: toys,
        leaseMs: LEASE,
        batch: BATCH,
        capacity: 2,
      });
      try {
        while (!this.#isDone) await this.#step(worker);
        return;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        this.#counts.crashes += 1;
        await this.#schedule.wait(this.#random.below(60));
      }
    }
  }

  async #step(worker: keyed.Worker): Promise<void> {
    let events = 0;
    try {
      const result = await worker.step();
      events = result.events;
      for (const { error } of result.failures) {
        if (error instanceof Crash || error instanceof Broken) throw error;
        if (!KeyedError.is(error)) continue;
        if (error.code === 'FENCED') this.#counts.fenced += 1;
        else if (error.code === 'LOG_LOST' && this.#counts.cuts > 0) this.#counts.noticed += 1;
        else throw new Broken(`a worker has failed: ${error.message}`);
      }
    } catch (error) {
      if (error instanceof Crash || error instanceof Broken) throw error;
    }
    await this.#schedule.wait(events === 0 ? 12 : 1);
  }

  /** Every call of a port: the request travels, is done once, twice or not at all, and the answer travels, or is lost. */
  #faulty<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) =>
          this.#call(async () => {
            try {
              return await (Reflect.apply(method, target, args) as Promise<unknown>);
            } finally {
              if (name === 'commit') await this.#check();
            }
          });
      },
    });
  }

  async #call(act: () => Promise<unknown>): Promise<unknown> {
    const draw = this.#random.uint32();
    const fault = this.#faults > 0 && this.#failure === undefined ? (draw >>> 8) % 40 : 99;
    if (fault < 7) this.#faults -= 1;
    const late = (): void =>
      this.#schedule.later(this.#random.below(100), async () => {
        await act().catch((error) => this.#note(error));
      });
    await this.#schedule.wait(draw & 3);
    if (fault === 0) throw new Crash();
    if (fault === 1 || fault === 2) {
      this.#counts.pauses += 1;
      await this.#schedule.wait(LEASE + ((draw >>> 20) % LEASE));
    }
    if (fault === 3) {
      this.#counts.losses += 1;
      // It may still be on its way.
      if ((draw & 16) === 0) late();
      throw new Error('the request was lost');
    }
    if (fault === 4) {
      this.#counts.doubles += 1;
      late();
    }
    const answer = await act();
    await this.#schedule.wait((draw >>> 2) & 3);
    if (fault === 5) {
      this.#counts.losses += 1;
      throw new Error('the answer was lost');
    }
    if (fault === 6) throw new Crash();
    return answer;
  }

  async #check(): Promise<void> {
    try {
      for (const state of await this.#table.status())
        await this.#oracles[state.partition]!.check(this.#table, state);
    } catch (error) {
      this.#failure ??= error as Error;
      this.#isDone = true;
      throw error;
    }
  }

  /** Remembers that a world is broken; anything else that comes too late is nobody's. */
  #note(error: unknown): void {
    if (!(error instanceof Broken)) return;
    this.#failure ??= error;
    this.#isDone = true;
  }
}
