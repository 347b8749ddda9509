import { MemoryFileSystem } from '@graph/checkpoint';
import { Random } from '@graph/core';
import type { ByteSource, RowSource, TableSource } from '@graph/stream';
import { type MadeRow, madeRows, toCsv, toJsonl, toParquet } from '../generated-table.js';

/** What a killed process sees: nothing works any more. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Random choices of one simulated run, all from its seed. */
export class Choices {
  readonly #random: Random;

  constructor(seed: number, of: string) {
    this.#random = Random.fromSeed(seed, 'simulator', of);
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + this.#random.below(most - least + 1);
  }

  one<T>(of: readonly T[]): T {
    return of[this.#random.below(of.length)]!;
  }

  /** True in one of so many cases. */
  oneIn(cases: number): boolean {
    return this.#random.below(cases) === 0;
  }
}

/** What a process has of the disk. */
export type Process = { readonly fileSystem: MemoryFileSystem; kill(): void };

/** A disk that outlives processes, and stops working for one that was killed. */
export class Disk {
  readonly files: MemoryFileSystem = new MemoryFileSystem();
  #process = 0;

  /** The disk as a new process sees it; the ones before are dead. `killAt` is the operation at which it is killed. */
  process(killAt: number): Process {
    this.#process += 1;
    const id = this.#process;
    let operations = 0;
    let isDead = false;
    const fileSystem = new Proxy(this.files, {
      get: (files, name) => {
        if (name === 'owner') return () => ({ pid: id, host: 'machine', started: String(id) });
        if (name === 'isAlive') return ({ pid }: { pid: number }) => (pid === id ? 'alive' : 'dead');
        const value: unknown = Reflect.get(files, name, files);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          operations += 1;
          if (operations >= killAt) isDead = true;
          if (isDead) throw new Killed('killed');
          return Reflect.apply(value, files, args) as unknown;
        };
      },
    });
    return {
      fileSystem,
      kill: () => {
        isDead = true;
      },
    };
  }
}

/** What happens to a source: where it breaks off, or from where on nothing comes. */
export type Weather = {
  readonly failsAt?: number | undefined;
  readonly silentAt?: number | undefined;
  readonly onSilence?: () => void;
};

export type Format = 'csv' | 'jsonl' | 'parquet' | 'objects';

/** A table in a format, with rows that cannot be read at some places; it can be opened again and again. */
export class Table {
  readonly #format: Format;
  readonly #bytes: Uint8Array;
  readonly #objects: readonly Readonly<Record<string, unknown>>[];

  constructor(of: {
    readonly format: Format;
    readonly columns: readonly (keyof MadeRow)[];
    readonly rows: number;
    readonly badRows: readonly number[];
    readonly seed: number;
  }) {
    const { format, columns, badRows } = of;
    this.#format = format;
    const made = madeRows(of.rows, of.seed);
    this.#objects = made.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
    const text = format === 'jsonl' ? toJsonl(made, columns) : toCsv(made, columns);
    const lines = text.split('\n');
    const header = format === 'jsonl' ? 0 : 1;
    for (const at of badRows) lines[at + header] = format === 'jsonl' ? '{"x":' : '1,2';
    this.#bytes =
      format === 'parquet' ? toParquet(made, columns) : new TextEncoder().encode(lines.join('\n'));
  }

  /** Bytes, or for objects rows. */
  get length(): number {
    return this.#format === 'objects' ? this.#objects.length : this.#bytes.length;
  }

  /** Opens it; what comes comes in steps of so many bytes. */
  source(step: number, weather: Weather): TableSource {
    return this.#format === 'objects' ? this.#rows(weather) : this.#file(step, weather);
  }

  #rows(weather: Weather): RowSource {
    const objects = this.#objects;
    return {
      name: 'objects',
      rows: async function* (from = 0) {
        for (let at = from; at < objects.length; at += 1) {
          await come(at, weather);
          yield objects[at]!;
        }
      },
    } as RowSource;
  }

  #file(step: number, weather: Weather): ByteSource {
    const bytes = this.#bytes;
    return {
      name: 'table',
      seekable: true,
      byteLength: async () => bytes.length,
      slice: async (start, end) => bytes.slice(start, end),
      open: async function* (from = 0) {
        for (let at = from; at < bytes.length; at += step) {
          await come(at, weather);
          yield bytes.slice(at, at + step);
        }
      },
    };
  }
}

async function come(at: number, { failsAt, silentAt, onSilence }: Weather): Promise<void> {
  if (failsAt !== undefined && at >= failsAt) throw new Error('EIO: the disk broke');
  if (silentAt !== undefined && at >= silentAt) {
    onSilence?.();
    await new Promise(() => undefined);
  }
}

/** Time that runs unevenly: some looks at it find a minute gone; evenly where there are no choices. */
export class UnevenClock {
  readonly #choices: Choices | undefined;
  readonly #ticks: Set<() => void> = new Set();
  #now = 0;

  constructor(choices: Choices | undefined) {
    this.#choices = choices;
  }

  now(): number {
    const choices = this.#choices;
    this.#now += choices?.oneIn(100) ? 61_000 : (choices?.whole(0, 9) ?? 1);
    return this.#now;
  }

  every(_: number, tick: () => void): () => void {
    this.#ticks.add(tick);
    return () => this.#ticks.delete(tick);
  }

  async yield(): Promise<void> {
    await new Promise((done) => setImmediate(done));
  }

  /** Lets a minute pass while nothing else happens. */
  async minute(): Promise<void> {
    for (let ticks = 0; ticks < 4; ticks += 1) {
      this.#now += 20_000;
      for (const tick of this.#ticks) tick();
      await new Promise((done) => setImmediate(done));
    }
  }
}
