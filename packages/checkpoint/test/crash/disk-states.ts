import type { DiskEvent, EntryChange, Note } from './recording-disk.js';

/** One state in which a crash could have left the disk. */
export interface DiskState {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What the caller had been told, and what it had begun, when it happened. */
  readonly notes: readonly Note[];
  readonly what: string;
}

interface Content {
  /** Bytes that survive for certain. */
  synced: number;
  current: Uint8Array;
}

type Entries = Map<string, number | 'folder'>;

/** How the bytes that were written but not flushed may look afterwards. */
const tails = ['there', 'lost', 'torn', 'zeros'] as const;

/**
 * Enumerates the states in which a crash could leave the disk, after every operation of a log, each state once.
 *
 * The model: bytes survive for certain only if the file was flushed after they were written; the names in a folder
 * only if the folder was. Of what was not flushed, anything may be there: of the bytes all, none, the first half, or
 * zeros; of the changes of names any subset, whatever their order. That is weaker than any file system in use.
 *
 * @param from - events before this one make no state of their own, as they were enumerated elsewhere.
 */
export function* diskStates(events: readonly DiskEvent[], from = 0): Generator<DiskState> {
  const contents: Content[] = [];
  const durable = new Map<string, Entries>();
  const pending: { folder: string; change: EntryChange }[] = [];
  const notes: Note[] = [];
  const seen = new Set<string>();
  let random = 1;
  const nextRandom = (): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return random / 2 ** 32;
  };

  for (let index = 0; index < events.length; index += 1) {
    const event = events[index]!;
    if (event.kind === 'note') notes.push(event.note);
    else if (event.kind === 'write') {
      contents[event.file] ??= { synced: 0, current: new Uint8Array() };
      const content = contents[event.file]!;
      const after = new Uint8Array(content.current.length + event.bytes.length);
      after.set(content.current);
      after.set(event.bytes, content.current.length);
      content.current = after;
    } else if (event.kind === 'sync') {
      const content = contents[event.file];
      if (content !== undefined) content.synced = content.current.length;
    } else if (event.kind === 'entries') {
      pending.push({ folder: event.folder, change: event.change });
    } else {
      const kept = pending.filter(({ folder }) => folder !== event.folder);
      for (const one of pending) if (one.folder === event.folder) apply(durable, one.folder, one.change);
      pending.splice(0, pending.length, ...kept);
    }
    if (index < from) continue;
    for (const chosen of subsets(pending.length, nextRandom)) {
      const entries = new Map(
        [...durable].map(([folder, names]): [string, Entries] => [folder, new Map(names)]),
      );
      pending.forEach((one, position) => {
        if (chosen[position]) apply(entries, one.folder, one.change);
      });
      const reached = reach(entries);
      for (const tail of tails) {
        const soft = [...reached.values()].some(
          (file) => (contents[file]?.synced ?? 0) < length(contents[file]),
        );
        if (tail !== 'there' && !soft) break;
        // A file's bytes are only ever added to, so that its number and its two lengths say what they are.
        const shape = [...reached].map(([path, file]) => {
          const { synced = 0, current = [] } = contents[file] ?? {};
          return `${path} ${file} ${synced === current.length ? '' : tail} ${synced} ${current.length}`;
        });
        const key = `${notes.length} ${shape.sort().join()}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const files = new Map([...reached].map(([path, file]) => [path, bytesOf(contents[file], tail)]));
        yield {
          files,
          notes: [...notes],
          what: `event ${index}, names ${chosen.map(Number).join('')}, bytes ${tail}`,
        };
      }
    }
  }
}

function apply(folders: Map<string, Entries>, folder: string, change: EntryChange): void {
  let entries = folders.get(folder);
  if (entries === undefined) {
    entries = new Map();
    folders.set(folder, entries);
  }
  for (const [name, file] of change) {
    if (file === undefined) entries.delete(name);
    else entries.set(name, file);
  }
}

/** Every file that can be reached from the root by names that are there. */
function reach(folders: ReadonlyMap<string, Entries>, folder = ''): Map<string, number> {
  const files = new Map<string, number>();
  for (const [name, file] of folders.get(folder) ?? []) {
    const path = `${folder}/${name}`;
    if (typeof file === 'number') files.set(path, file);
    else for (const [inner, found] of reach(folders, path)) files.set(inner, found);
  }
  return files;
}

const length = (content: Content | undefined): number => content?.current.length ?? 0;

function bytesOf(content: Content | undefined, tail: (typeof tails)[number]): Uint8Array {
  if (content === undefined) return new Uint8Array();
  const { synced, current } = content;
  if (tail === 'there' || synced === current.length) return current;
  if (tail === 'lost') return current.subarray(0, synced);
  if (tail === 'torn') return current.subarray(0, synced + Math.floor((current.length - synced) / 2));
  return current.map((byte, position) => (position < synced ? byte : 0));
}

/** All subsets where they are few; else none, all, all but one, only one, the first n, and some at random. */
function* subsets(count: number, random: () => number): Generator<boolean[]> {
  const positions = Array.from({ length: count }, (_, position) => position);
  if (count <= 5) {
    for (let bits = 0; bits < 2 ** count; bits += 1)
      yield positions.map((position) => (bits & (1 << position)) !== 0);
    return;
  }
  for (let first = 0; first <= count; first += 1) yield positions.map((position) => position < first);
  for (const one of positions) yield positions.map((position) => position !== one);
  for (const one of positions) yield positions.map((position) => position === one);
  for (let sample = 0; sample < 12; sample += 1) yield positions.map(() => random() < 0.5);
}
