import type { FileSystem, FileWriter } from '@graph/checkpoint';
import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { ServeError } from '../errors.js';
import { checkKept, checkSequences } from './check-sequences.js';
import type { ServedEvent } from './event.js';
import type { EventLog } from './event-log.js';
import { writeFrame } from './frame.js';
import {
  readSegment,
  type Segment,
  type SegmentContent,
  type SegmentHeader,
  segmentName,
  segmentsOf,
} from './segment.js';

/** How to open a log. */
export type FileEventLogOptions = {
  readonly fileSystem: FileSystem;
  /** Its folder; made if it is not there. It may hold other files. */
  readonly folder: string;
  /** Bytes after which a new file is begun, ≥ 1. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Whether `append` waits until the disk has what was written. Default true; without, a power cut may take the newest. */
  readonly flush?: boolean;
};

const NAMES: OptionNames<FileEventLogOptions> = {
  fileSystem: true,
  folder: true,
  segmentBytes: true,
  flush: true,
};

const HEADER = { format: 'graph-events', version: 1 } as const;

type Active = { readonly writer: FileWriter; bytes: number };

/**
 * A log in files that are only ever appended to, each line with a checksum that covers the line before. `append` writes one
 * line for all its events, and flushes once. What a crash has cut is left as it is: the next event begins a new file,
 * whose first line says what it follows on.
 */
export class FileEventLog implements EventLog {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #flush: boolean;
  #segments: Segment[];
  #last: number;
  /** The checksum of the last line that counts. */
  #sum: string;
  #active: Active | undefined;
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(options: FileEventLogOptions, segments: Segment[], last: number, sum: string) {
    this.#fileSystem = options.fileSystem;
    this.#folder = options.folder;
    this.#segmentBytes = options.segmentBytes ?? 16 * 1024 * 1024;
    this.#flush = options.flush ?? true;
    this.#segments = segments;
    this.#last = last;
    this.#sum = sum;
  }

  /**
   * Opens the log in a folder. Nothing is written before the first `append`.
   *
   * @throws ServeError `OPTION`; `LOG_DAMAGED` if its end is not what was written.
   */
  static async open(options: FileEventLogOptions): Promise<FileEventLog> {
    check.names('FileEventLog', options, NAMES);
    const { fileSystem, folder, segmentBytes = 1, flush = true } = options;
    check.wholeNumber('segmentBytes', segmentBytes, { min: 1 });
    check.flag('flush', flush);
    await makeFolder(fileSystem, folder);
    const entries = await fileSystem.list(folder);
    const segments = segmentsOf(entries.filter(({ kind }) => kind === 'file').map(({ name }) => name));
    for (let at = segments.length - 1; at >= 0; at -= 1) {
      const segment = segments[at]!;
      const { header, groups, isDamaged } = await read(fileSystem, folder, segment);
      if (isDamaged) throw damaged(folder, segment);
      // What a later file begins anew with was never acknowledged.
      const next = segments[at + 1]?.first ?? Number.POSITIVE_INFINITY;
      const last = groups.findLast(({ events }) => events[0]!.sequence < next);
      if (last !== undefined)
        return new FileEventLog(options, segments, last.events.at(-1)!.sequence, last.sum);
      if (at === 0) return new FileEventLog(options, segments, segment.first - 1, header?.after ?? '');
    }
    return new FileEventLog(options, segments, 0, '');
  }

  get first(): number {
    return this.#segments[0]?.first ?? this.#last + 1;
  }

  get last(): number {
    return this.#last;
  }

  append(events: readonly ServedEvent[]): Promise<void> {
    return this.#next(() => this.#append(events));
  }

  async *read(after: number): AsyncIterable<readonly ServedEvent[]> {
    const { segments, last } = await this.#next(async () => {
      // Some file systems show what was written only when the file is closed.
      await this.#rotate();
      return { segments: [...this.#segments], last: this.#last };
    });
    if (after >= last) return;
    checkKept(after, segments[0]?.first ?? last + 1);
    let before: { readonly sequence: number; readonly sum: string } | undefined;
    for (const [at, segment] of segments.entries()) {
      const next = segments[at + 1]?.first ?? last + 1;
      if (next <= after + 1) continue;
      const { header, groups, isDamaged } = await read(this.#fileSystem, this.#folder, segment);
      if (isDamaged) throw damaged(this.#folder, segment);
      if (header === undefined) continue;
      if (before !== undefined && (header.first !== before.sequence + 1 || header.after !== before.sum))
        throw damaged(this.#folder, segment);
      before = { sequence: header.first - 1, sum: header.after };
      for (const { sum, events } of groups) {
        const first = events[0]!.sequence;
        // It was never acknowledged: the next file begins anew with that event.
        if (first >= next) break;
        if (first !== before.sequence + 1) throw damaged(this.#folder, segment);
        before = { sequence: events.at(-1)!.sequence, sum };
        const wanted = events.filter(({ sequence }) => sequence > after);
        if (wanted.length > 0) yield wanted;
      }
    }
    if (before?.sequence !== last)
      throw new ServeError(
        'LOG_DAMAGED',
        `the log in ${this.#folder} ends with the event ${before?.sequence ?? after}, and it had ${last}`,
      );
  }

  drop(until: number): Promise<void> {
    return this.#next(async () => {
      let dropped = false;
      // The second file must hold a durable event: the first one says what it follows on.
      const most = Math.min(until + 1, this.#last);
      while (this.#segments.length > 1 && this.#segments[1]!.first <= most) {
        await this.#fileSystem.remove(`${this.#folder}/${this.#segments[0]!.name}`);
        this.#segments.shift();
        dropped = true;
      }
      if (dropped) await this.#fileSystem.syncFolder(this.#folder);
    });
  }

  /** Makes durable what was appended without `flush`. */
  sync(): Promise<void> {
    return this.#next(async () => {
      if (!this.#flush) await this.#rotate();
    });
  }

  async close(): Promise<void> {
    await this.#next(() => this.#rotate());
  }

  async #append(events: readonly ServedEvent[]): Promise<void> {
    if (events.length === 0) return;
    checkSequences(events, this.#last);
    try {
      this.#active ??= await this.#begin();
      const active = this.#active;
      const isNew = active.bytes === 0;
      const head = isNew ? writeFrame(this.#header(), '') : undefined;
      const { line, sum } = writeFrame(events, head?.sum ?? this.#sum);
      await write(active.writer, head === undefined ? line : joined(head.line, line));
      if (this.#flush) {
        await active.writer.sync();
        if (isNew) await this.#fileSystem.syncFolder(this.#folder);
      }
      active.bytes += line.length;
      this.#sum = sum;
      this.#last = events.at(-1)!.sequence;
    } catch (error) {
      await this.#abandon().catch(() => undefined);
      throw error;
    }
    // What was appended counts, even if its file cannot be closed.
    if (this.#active !== undefined && this.#active.bytes >= this.#segmentBytes)
      await this.#rotate().catch(() => undefined);
  }

  /**
   * Gives up a file after a failure: nobody knows what of it the disk has, so nothing more goes into it. Where that is possible, the
   * next file is there at once: its name alone says that what was not acknowledged does not count.
   */
  async #abandon(): Promise<void> {
    await this.#rotate().catch(() => undefined);
    this.#active = await this.#begin();
    await this.#fileSystem.syncFolder(this.#folder);
  }

  #header(): SegmentHeader {
    return { ...HEADER, first: this.#last + 1, after: this.#sum };
  }

  async #begin(): Promise<Active> {
    const first = this.#last + 1;
    const newest = this.#segments.at(-1);
    const attempt = newest?.first === first ? newest.attempt + 1 : 0;
    const name = segmentName(first, attempt);
    const writer = await this.#fileSystem.create(`${this.#folder}/${name}`);
    this.#segments.push({ name, first, attempt });
    return { writer, bytes: 0 };
  }

  async #rotate(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    if (active === undefined) return;
    try {
      if (this.#flush) return;
      await active.writer.sync();
      await this.#fileSystem.syncFolder(this.#folder);
    } finally {
      await active.writer.close();
    }
  }

  /** Runs one thing after the other. */
  #next<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(run);
    this.#busy = result.catch(() => undefined);
    return result;
  }
}

function damaged(folder: string, { name }: Segment): Error {
  return new ServeError(
    'LOG_DAMAGED',
    `${folder}/${name} is not what was written: restore it from a copy, or roll back to a checkpoint before it`,
  );
}

async function read(fileSystem: FileSystem, folder: string, { name }: Segment): Promise<SegmentContent> {
  return readSegment(await fileSystem.read(`${folder}/${name}`), name);
}

async function write(writer: FileWriter, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += await writer.write(bytes.subarray(at));
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** Makes a folder, and those above it that are missing. */
async function makeFolder(fileSystem: FileSystem, folder: string): Promise<void> {
  try {
    await fileSystem.makeFolder(folder);
  } catch (error) {
    const parent = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0));
    if ((error as { code?: unknown }).code !== 'ENOENT' || parent === '') throw error;
    await makeFolder(fileSystem, parent);
    await fileSystem.makeFolder(folder);
  }
}
