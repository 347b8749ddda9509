import { CheckpointError } from '../checkpoint-error.js';
import { type Lock, takeLock } from '../folder/lock.js';
import { COUNT_LIMIT, type Manifest } from '../folder/manifest.js';
import { names } from '../folder/names.js';
import { readManifests } from '../folder/read-manifests.js';
import { readRunName, writeRunName } from '../folder/run-name.js';
import { codeOf, type FileSystem } from '../io/file-system.js';
import type { Settings } from '../store-options.js';
import type { Committer, CommitterConfig, ThreadedFileSystem } from './committer.js';
import { InlineCommitter } from './inline-committer.js';
import { SaveQueue } from './save-queue.js';

/** What a store that may write has. */
export type Writer = {
  readonly lock: Lock;
  readonly committer: Committer;
  readonly queue: SaveQueue;
  /** The name of the run in the folder, and of the next one there. */
  readonly run: string;
  readonly nextRun: string;
};

/**
 * Makes the run's folder if there is none, takes its lock, and continues where its last writer left it.
 *
 * @param token - tells this writer from every other.
 */
export async function openWriter(
  { fileSystem, folder, takeOver, retention }: Settings,
  token: string,
): Promise<Writer> {
  await makeFolders(fileSystem, folder);
  const { manifests } = await readManifests(fileSystem, folder);
  checkCounts(folder, manifests);
  const leastEpoch = manifests.reduce((most, { epoch }) => Math.max(most, epoch), 0) + 1;
  const lock = await takeLock(fileSystem, folder, { leastEpoch, token, takeOver });
  try {
    const config = await configOf(fileSystem, folder, lock, token);
    const threaded: ThreadedFileSystem = fileSystem;
    const committer =
      (await threaded.openCommitter?.(config)) ?? (await InlineCommitter.open(fileSystem, config));
    const queue = new SaveQueue(committer, folder, retention);
    // A committer in a thread of its own does it there, where nothing else keeps it waiting.
    const stop = committer.sharesMemory
      ? undefined
      : fileSystem.keepRenewed?.(`${folder}/${names.lock}`, lock.text);
    const release = (): Promise<void> => {
      stop?.();
      return lock.release();
    };
    const { run, nextRun } = config;
    return { lock: { ...lock, release }, committer, queue, run, nextRun };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What a writer that has the lock works with; gives a folder that has none the name of its run. */
async function configOf(
  fileSystem: FileSystem,
  folder: string,
  lock: Lock,
  token: string,
): Promise<CommitterConfig> {
  const named = await readRunName(fileSystem, folder);
  // Read again: another writer may have been here before the lock was ours.
  const run = named ?? (await readManifests(fileSystem, folder)).run ?? token;
  if (named === undefined) await writeRunName(fileSystem, folder, run, lock.epoch);
  return { folder, lockText: lock.text, epoch: lock.epoch, run, nextRun: token };
}

/** Refuses to count on where one more could not be told from the last. @throws CheckpointError `FORMAT` */
function checkCounts(folder: string, manifests: readonly Manifest[]): void {
  const full = manifests.find(({ epoch, sequence }) => Math.max(epoch, sequence) >= COUNT_LIMIT);
  if (full === undefined) return;
  throw new CheckpointError(
    'FORMAT',
    `${folder}/${names.manifest(full.examples)} has been counted up to ${COUNT_LIMIT}: nobody may write to this folder any more`,
  );
}

/** Makes a folder and those that it is in, all durable. */
async function makeFolders(fileSystem: FileSystem, folder: string): Promise<void> {
  const slash = folder.lastIndexOf('/');
  const parent = slash < 0 ? '.' : folder.slice(0, slash) || '/';
  try {
    await fileSystem.makeFolder(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || slash <= 0) throw error;
    await makeFolders(fileSystem, parent);
    await fileSystem.makeFolder(folder);
  }
  await fileSystem.syncFolder(parent);
}
