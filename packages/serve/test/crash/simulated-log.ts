import type { Random } from '@graph/core';
import { type EventLog, MemoryEventLog, type ServedEvent } from '../../src/index.js';

/** What is left when a process dies: the events that were durable. */
export type Disk = { events: ServedEvent[] };

/** A log whose process may die before, in or after each append, or whose disk refuses. */
export class SimulatedLog implements EventLog {
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #memory: MemoryEventLog;
  /** Settles when the process is dead. */
  readonly died: Promise<void>;
  #die: () => void = () => undefined;
  #isDead = false;

  private constructor(disk: Disk, random: Random, memory: MemoryEventLog) {
    this.#disk = disk;
    this.#random = random;
    this.#memory = memory;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  static async open(disk: Disk, random: Random): Promise<SimulatedLog> {
    const memory = new MemoryEventLog();
    await memory.append(disk.events);
    return new SimulatedLog(disk, random, memory);
  }

  get first(): number {
    return this.#memory.first;
  }

  get last(): number {
    return this.#memory.last;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async append(events: readonly ServedEvent[]): Promise<void> {
    await Promise.resolve();
    const fate = this.#isDead ? 0 : this.#random.float();
    if (fate < 0.04) return this.kill();
    if (fate < 0.08) throw new Error('ENOSPC: no space left on device');
    await this.#memory.append(events);
    this.#disk.events.push(...structuredClone(events));
    if (fate < 0.12) return this.kill();
  }

  read(after: number): AsyncIterable<readonly ServedEvent[]> {
    return this.#memory.read(after);
  }

  drop(until: number): Promise<void> {
    return this.#memory.drop(until);
  }

  async close(): Promise<void> {}

  /** Nothing that the process does from now on has any effect, and no call of it returns. */
  kill(): Promise<never> {
    this.#isDead = true;
    this.#die();
    return new Promise(() => undefined);
  }
}
