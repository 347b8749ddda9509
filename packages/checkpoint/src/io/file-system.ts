/** One name in a folder. `other` is a symbolic link, a device, a socket: never opened. */
export type FolderEntry = {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
};

/** A new file that is being written. */
export interface FileWriter {
  /**
   * Appends some of the bytes, from the first, and returns how many. Fewer than given is allowed, 0 is not. The bytes are
   * the caller's again when it has settled.
   */
  write(bytes: Uint8Array): Promise<number>;
  /** Returns when what was written survives a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Who writes to a folder, in a form that another process can judge. */
export type LockOwner = {
  readonly pid: number;
  readonly host: string;
  /** Tells two processes apart that were given the same number one after the other. */
  readonly started: string;
};

/**
 * All that the store needs of a disk. Paths are joined with `/`. Failures are errors with a `code`: `ENOENT` where
 * nothing is, `EEXIST` where something is already, anything else (`EIO`, `ENOSPC`, …) is passed on as the cause. Whether
 * your own keeps all this, `fileSystemContract` of `@graph/checkpoint/contract` finds out.
 */
export interface FileSystem {
  /** Makes a new, empty file; `EEXIST` if there is one. */
  create(path: string): Promise<FileWriter>;
  /** Reads a whole file into new memory of the file's size, not following a symbolic link. */
  read(path: string): Promise<Uint8Array>;
  /** Fills `target` from a file of exactly its size. @returns the size of the file; `target` is filled if it is equal. */
  readInto(path: string, target: Uint8Array): Promise<number>;
  /** Lists what is directly in a folder, in any order. */
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** Makes one folder; a folder that is there already is fine. */
  makeFolder(path: string): Promise<void>;
  /** Gives a file a second name, in one step; `EEXIST` if the name is taken. */
  link(from: string, to: string): Promise<void>;
  /** Renames a file in one step, replacing what has the name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  remove(path: string): Promise<void>;
  /** Returns when the names in a folder (new, renamed, removed) survive a power cut. */
  syncFolder(path: string): Promise<void>;
  /** This process, for the lock. */
  owner(): LockOwner;
  /** Tells whether an owner still runs: `unknown` for one on another host. */
  isAlive(owner: LockOwner): 'alive' | 'dead' | 'unknown';
  /**
   * Watches a lock whose owner is `unknown` and tells whether it is renewed: its owner then lives. Where it is missing, such
   * an owner is taken to live.
   */
  isRenewed?(path: string): Promise<boolean>;
  /** Renews a lock from now on, as long as it holds `text`, so that others see its owner live. Returns what ends it. */
  keepRenewed?(path: string, text: string): () => void;
  /** Milliseconds since 1970, for the people who read a manifest and for rules about time. */
  now?(): number;
}

/** Returns the `code` of a file system's error. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Removes a file; one that somebody else has removed is fine. */
export async function removeIfThere(fileSystem: FileSystem, path: string): Promise<void> {
  try {
    await fileSystem.remove(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
