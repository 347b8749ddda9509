/**
 * How far a snapshot has been copied, seen from two threads: the writing one begins with the first piece while the
 * others are still being copied.
 */
export type CopyProgress = {
  /** One word of shared memory: kilobytes that are there, rounded down; -1 if the copy failed. */
  readonly word: Int32Array<SharedArrayBuffer>;
};

// Above the kilobytes of any snapshot.
const EVERYTHING = 0x7fff_ffff;

/** Begins a copy of which nothing is there yet. */
export function beginCopy(): CopyProgress {
  return { word: new Int32Array(new SharedArrayBuffer(4)) };
}

/** Tells that this many bytes from the first on are there, or all, or that no more will come. */
export function reportCopied({ word }: CopyProgress, bytes: number | 'all' | 'failed'): void {
  const kilobytes = bytes === 'all' ? EVERYTHING : bytes === 'failed' ? -1 : Math.floor(bytes / 1024);
  Atomics.store(word, 0, kilobytes);
  Atomics.notify(word, 0);
}

/** Blocks this thread until this many bytes are there. Not for a main thread. */
export function waitForCopy({ word }: CopyProgress, bytes: number): void {
  const wanted = Math.ceil(bytes / 1024);
  for (;;) {
    const there = Atomics.load(word, 0);
    if (there < 0) throw new Error('the copy of the state failed');
    if (there >= wanted) return;
    Atomics.wait(word, 0, there);
  }
}
