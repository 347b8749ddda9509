import { CheckpointError } from '../checkpoint-error.js';
import { codeOf, type FileSystem, type LockOwner } from '../io/file-system.js';
import { writeDurably } from '../io/write-durably.js';
import { COUNT_LIMIT } from './manifest.js';
import { names } from './names.js';

/** What the file LOCK holds. */
type LockText = LockOwner & {
  /** Grows with each holder, so that what an earlier one left behind can be told apart. */
  readonly epoch: number;
  /** Makes every holder's text another. */
  readonly token: string;
};

/** A lock that is held. */
export type Lock = {
  readonly epoch: number;
  /** The exact text of the file while the lock is ours. */
  readonly text: string;
  release(): Promise<void>;
};

/** How to take a lock. */
export type LockOptions = {
  /** No epoch below this is given out. */
  readonly leastEpoch: number;
  /** Tells this holder from every other. */
  readonly token: string;
  /** From whom it may be taken: from processes that are dead for certain, or from any. */
  readonly takeOver: 'dead' | 'any';
};

/**
 * Takes the lock of a run's folder; that of a process that has died is taken over.
 *
 * Only one process at a time can hold the claim on an epoch (`link` fails if the name is taken), and it looks at LOCK
 * again while it holds it: so of several that find the same dead lock, one wins.
 *
 * @throws CheckpointError `LOCKED` saying who holds it.
 */
export async function takeLock(
  fileSystem: FileSystem,
  folder: string,
  { leastEpoch, token, takeOver }: LockOptions,
): Promise<Lock> {
  const path = `${folder}/${names.lock}`;
  const owner = fileSystem.owner();
  let epoch = leastEpoch;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const holder = await readLock(fileSystem, path);
    if (holder !== undefined) {
      if (takeOver === 'dead') await refuseUnlessDead(fileSystem, path, holder);
      epoch = Math.max(epoch, holder.epoch + 1);
    }
    const text = `${JSON.stringify({ ...owner, epoch, token } satisfies LockText, null, 2)}\n`;
    const lock: Lock = { epoch, text, release: () => releaseLock(fileSystem, path, text) };
    if (epoch > COUNT_LIMIT)
      throw new CheckpointError(
        'LOCKED',
        `${path} has been counted up to ${holder?.epoch ?? epoch}, which no run reaches: somebody made it; delete that file`,
      );
    const claim = `${path}.${epoch}`;
    const own = `${claim}.${token}.tmp`;
    await writeDurably(fileSystem, `${own}.part`, own, [new TextEncoder().encode(text)]);
    try {
      await fileSystem.link(own, claim);
    } catch (error) {
      await fileSystem.remove(own).catch(() => undefined);
      if (codeOf(error) !== 'EEXIST') throw error;
      // Another is just taking it, or died while it did: then the next epoch is free.
      const other = await readLock(fileSystem, claim);
      if (other !== undefined) await refuseUnlessDead(fileSystem, path, other);
      epoch += 1;
      continue;
    }
    try {
      const again = await readLock(fileSystem, path);
      if (again?.token === holder?.token) {
        await fileSystem.rename(own, path);
        await fileSystem.remove(claim);
        await removeClaims(fileSystem, folder, epoch);
        return lock;
      }
      await fileSystem.remove(own);
      await fileSystem.remove(claim);
    } catch (error) {
      // This process lives on: what it leaves here would keep everyone out, itself included.
      await lock.release().catch(() => undefined);
      for (const left of [own, claim]) await fileSystem.remove(left).catch(() => undefined);
      throw error;
    }
  }
  throw new CheckpointError('LOCKED', `${path}: other processes keep taking it; try again`);
}

/** Removes claims that dead processes left; those of our epoch and above belong to someone who will see our lock. */
async function removeClaims(fileSystem: FileSystem, folder: string, epoch: number): Promise<void> {
  for (const { name } of await fileSystem.list(folder)) {
    const found = /^LOCK\.([0-9]+)(\..*)?$/.exec(name);
    if (found === null || Number(found[1]) >= epoch) continue;
    await fileSystem.remove(`${folder}/${name}`).catch(() => undefined);
  }
}

async function readLock(fileSystem: FileSystem, path: string): Promise<LockText | undefined> {
  try {
    const text = new TextDecoder().decode(await fileSystem.read(path));
    const value = JSON.parse(text) as LockText | null;
    if (typeof value?.token === 'string' && Number.isSafeInteger(value.epoch)) return value;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (['EINVAL', 'EISDIR', 'ELOOP'].includes(code ?? ''))
      throw new CheckpointError(
        'FORMAT',
        `${path} is not a file, so that no run made it: take it away, or choose another folder`,
        { cause: error },
      );
    if (!(error instanceof SyntaxError)) throw error;
  }
  // The name appears only after the text is whole, so that this is the rest of a power cut: nobody's.
  return { pid: 0, host: '', started: '', epoch: 0, token: '' };
}

async function refuseUnlessDead(fileSystem: FileSystem, path: string, holder: LockText): Promise<void> {
  if (holder.token === '') return;
  const state = fileSystem.isAlive(holder);
  if (state === 'dead') return;
  // Who cannot be judged from here may still be seen to renew its lock, or not to.
  const isRenewed = state === 'unknown' ? await fileSystem.isRenewed?.(path) : undefined;
  if (isRenewed === false) return;
  const who = `process ${holder.pid} on ${holder.host}`;
  throw new CheckpointError(
    'LOCKED',
    state === 'alive' || isRenewed === true
      ? `${path}: ${who} is writing to this folder; stop it, or choose another folder`
      : `${path}: ${who} may be writing to this folder; if it is not running any more, open with takeOver 'any' or delete that file`,
  );
}

async function releaseLock(fileSystem: FileSystem, path: string, text: string): Promise<void> {
  try {
    const found = new TextDecoder().decode(await fileSystem.read(path));
    if (found === text) await fileSystem.remove(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
