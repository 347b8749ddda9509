import { ServeError } from '../errors.js';
import type { ServedEvent } from './event.js';
import { type Frame, readFrames } from './frame.js';

/** A file of a log. Its name says which event it begins with, and how many files began with that one before. */
export type Segment = { readonly name: string; readonly first: number; readonly attempt: number };

/** What a file says in its first line: `after` is the checksum of the last line before it that counts. */
export type SegmentHeader = {
  readonly format: 'graph-events';
  readonly version: 1;
  readonly first: number;
  readonly after: string;
};

/** What a file holds: its header, undefined where not even that was written, and its lines of events. */
export type SegmentContent = {
  readonly header: SegmentHeader | undefined;
  readonly groups: readonly { readonly sum: string; readonly events: readonly ServedEvent[] }[];
  readonly headerSum: string;
  readonly isDamaged: boolean;
};

const NAME = /^events-(\d{16})-(\d{4})\.log$/;

/** Names a file so that the order of names is the order in which they were made. */
export function segmentName(first: number, attempt: number): string {
  return `events-${String(first).padStart(16, '0')}-${String(attempt).padStart(4, '0')}.log`;
}

/** Lists the files of a log in the order in which they were made; other names are none of ours. */
export function segmentsOf(names: readonly string[]): Segment[] {
  return names
    .flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [{ name, first: Number(match[1]), attempt: Number(match[2]) }];
    })
    .sort((left, right) => left.first - right.first || left.attempt - right.attempt);
}

/**
 * Reads what a file holds, up to where a crash has cut it.
 *
 * @throws ServeError `LOG_DAMAGED` if it is of a later release.
 */
export function readSegment(bytes: Uint8Array, name: string): SegmentContent {
  const { frames, isDamaged } = readFrames(bytes);
  const [head, ...rest] = frames;
  const header = head?.value as SegmentHeader | undefined;
  if (header !== undefined && (header.format !== 'graph-events' || header.version !== 1))
    throw new ServeError(
      'LOG_DAMAGED',
      `${name} is not a log of events, version 1: it may be of a later release`,
    );
  return {
    header,
    headerSum: head?.sum ?? '',
    groups: rest.map(({ sum, value }: Frame) => ({ sum, events: value as readonly ServedEvent[] })),
    isDamaged,
  };
}
