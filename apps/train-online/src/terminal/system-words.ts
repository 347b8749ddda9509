/** Why a system refuses, by its code, and what can be done. */
const REASONS: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  ENOENT: ['there is no such file or folder', 'Look at how its name is written.'],
  EEXIST: ['something of that name is there already', 'Give another name.'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'Give another name.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  ENOTEMPTY: ['the folder is not empty', 'Name another one.'],
  EACCES: ['this user is not allowed to', 'Change its permissions, or name another place.'],
  EPERM: ['this user is not allowed to, or its disk cannot do it', 'Name a place on another disk.'],
  EROFS: ['its disk can only be read', 'Name a place on another disk.'],
  ENOSPC: ['the disk is full', 'Make room on it, then give the same command again.'],
  EDQUOT: ["this user's share of the disk is used up", 'Make room, then give the same command again.'],
  EFBIG: ['it would be larger than its disk or this user may have files', 'Name a place on another disk.'],
  EMFILE: ['this process has as many files open as it may', 'Raise the limit: ulimit -n.'],
  ENFILE: ['this system has as many files open as it may', 'Close some programs.'],
  ENOMEM: ['the memory of this system is used up', 'Close some programs.'],
  ENAMETOOLONG: ['its name is too long', 'Give a shorter one.'],
  ELOOP: ['it is a link that is not followed, or leads in a circle', 'Name the file itself.'],
  EINVAL: ['it is of a kind that cannot do this', 'Name an ordinary file or folder.'],
  ENXIO: ['nobody is at its other end', 'Start what reads it first.'],
  ENODEV: ['there is no such device', 'Name an ordinary file or folder.'],
  ENOTSUP: ['its disk cannot do it', 'Name a place on another disk.'],
  EOPNOTSUPP: ['its disk cannot do it', 'Name a place on another disk.'],
  EIO: ['the disk failed', 'Look at its health, or name a place on another disk.'],
  EBUSY: ['somebody else uses it', 'Wait, or name another place.'],
  ETXTBSY: ['somebody else uses it', 'Wait, or name another place.'],
  ESTALE: ['the disk of the network lost it', 'Give the same command again.'],
  ETIMEDOUT: ['the disk of the network does not answer', 'Give the same command again.'],
};

/** What was tried, by the name of the system's call. */
const TRIED: Readonly<Record<string, string>> = {
  open: 'opened',
  stat: 'looked at',
  lstat: 'looked at',
  mkdir: 'made',
  mkdtemp: 'made',
  scandir: 'listed',
  readdir: 'listed',
  read: 'read',
  readlink: 'read',
  write: 'written',
  fsync: 'written',
  ftruncate: 'written',
  truncate: 'written',
  copyfile: 'copied',
  link: 'linked',
  rename: 'renamed',
  unlink: 'removed',
  rm: 'removed',
  rmdir: 'removed',
};

/** As Node writes what a system says: `ENOSPC: no space left on device, write`, with the paths where they are known. */
const SAID = /\b(E[A-Z0-9]+): [^,\n]+, ([a-z]+)(?: '([^'\n]*)')?(?: -> '[^'\n]*')?/g;

/** Why something failed, in words, to stand inside a sentence. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return inWords(`: ${reason}`).slice(2);
}

/**
 * Says in words what a system refused, wherever that stands in a text. Where nothing stands before it, as an error that
 * nobody expected: what was tried, why not, and what can be done.
 */
export function inWords(text: string): string {
  return text.replace(
    SAID,
    (said: string, code: string, call: string, path: string | undefined, at: number) => {
      const [why, advice] = REASONS[code] ?? [];
      if (why === undefined || advice === undefined) return said;
      const reason = `${why} (${code})`;
      if (at > 0) return reason;
      return `${path ?? 'A file'} cannot be ${TRIED[call] ?? `used (${call})`}: ${reason}. ${advice}`;
    },
  );
}
