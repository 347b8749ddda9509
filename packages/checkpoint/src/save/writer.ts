import { type Lock, takeLock } from '../folder/lock.js';
import { readManifests } from '../folder/read-manifests.js';
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
  const leastEpoch = manifests.reduce((most, { epoch }) => Math.max(most, epoch), 0) + 1;
  const lock = await takeLock(fileSystem, folder, { leastEpoch, token, takeOver });
  const config: CommitterConfig = { folder, lockText: lock.text, epoch: lock.epoch };
  try {
    const threaded: ThreadedFileSystem = fileSystem;
    const committer =
      (await threaded.openCommitter?.(config)) ?? (await InlineCommitter.open(fileSystem, config));
    return { lock, committer, queue: new SaveQueue(committer, folder, retention) };
  } catch (error) {
    await lock.release();
    throw error;
  }
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
