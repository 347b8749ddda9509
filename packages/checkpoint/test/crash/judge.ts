import { CheckpointError, CheckpointStore, MemoryFileSystem } from '../../src/index.js';
import type { DiskState } from './disk-states.js';
import type { Note } from './recording-disk.js';

/**
 * Says what is wrong with the store that a crash left behind, or nothing:
 *
 * - what was acknowledged last, or something begun later, is the newest and is whole;
 * - every checkpoint that is listed can be loaded and is one that was saved, bit for bit;
 * - no file with a checkpoint's name is broken, so that nobody is frightened by a message.
 */
export async function judge({ files, notes }: DiskState, folder: string): Promise<string | undefined> {
  const fileSystem = new MemoryFileSystem({ files });
  const promised = notes.findLast(
    (note): note is Extract<Note, { acknowledged: number }> => 'acknowledged' in note,
  );
  const begun = notes.filter((note): note is Extract<Note, { saving: number }> => 'saving' in note);
  const allowed = new Set(begun.map(({ digest }) => digest));
  const order = begun.map(({ digest }) => digest);
  let store: CheckpointStore;
  try {
    store = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
  } catch (error) {
    return promised === undefined ? undefined : `lost: ${String(error)}`;
  }
  try {
    const { manifest, rejected } = await store.load();
    if (rejected.length > 0) return `broken: ${rejected[0]?.file}: ${rejected[0]?.reason}`;
    if (!allowed.has(manifest.stateDigest)) return 'silent: a state that was never saved';
    if (
      promised !== undefined &&
      order.lastIndexOf(manifest.stateDigest) < order.lastIndexOf(promised.digest)
    ) {
      return `lost: ${promised.acknowledged} was acknowledged, the newest is ${manifest.examples}`;
    }
    for (const { examples } of (await store.list()).checkpoints) {
      if (examples !== manifest.examples) await store.load(examples);
    }
  } catch (error) {
    if (!CheckpointError.is(error)) return `untyped: ${String(error)}`;
    return promised === undefined && error.code === 'NOT_FOUND' ? undefined : `broken: ${error.message}`;
  }
  return undefined;
}
