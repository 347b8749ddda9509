import { CheckpointStore, digest, type FileSystem, keepLast, type StateTree } from '../../src/index.js';
import type { RecordingDisk } from './recording-disk.js';

/** What a process does between its start and its end. */
export type Scenario = (fileSystem: FileSystem, disk: RecordingDisk, start: number) => Promise<void>;

export const folder = '/run';

/** A state whose arrays are partly the old ones: `memory` has 3 chunks of 64 bytes, of which one changes. */
function stateAt(examples: number): StateTree {
  const memory = new Uint8Array(192).fill(1);
  memory.fill(100 + (examples % 100), (examples % 3) * 64, ((examples % 3) + 1) * 64);
  return { memory, weights: new Float32Array([examples, -0]), examples };
}

async function open(fileSystem: FileSystem, keep: number): Promise<CheckpointStore> {
  return CheckpointStore.open({ fileSystem, folder, retention: [keepLast(keep)], chunkBytes: 64 });
}

function begin(
  store: CheckpointStore,
  disk: RecordingDisk,
  examples: number,
  state: StateTree,
): Promise<void> {
  disk.note({ saving: examples, digest: digest(state) });
  return store.save(state, { examples }).durable.then((info) => {
    disk.note({ acknowledged: info.examples, digest: info.stateDigest });
  });
}

/** Saves one after another, each waited for; old ones are deleted on the way. */
export const saves: Scenario = async (fileSystem, disk, start) => {
  const store = await open(fileSystem, 2);
  for (let examples = start + 1; examples <= start + 4; examples += 1) {
    await begin(store, disk, examples, stateAt(examples));
  }
  await store.close();
};

/** Saves at the same count again and again, with nothing else to fall back on. */
const overwrites: Scenario = async (fileSystem, disk, start) => {
  const store = await open(fileSystem, 1);
  for (let version = 1; version <= 4; version += 1) {
    await begin(store, disk, 7, { ...stateAt(start + version), version });
  }
  await store.close();
};

/** Saves without waiting, so that one is written while the next waits. */
const inFlight: Scenario = async (fileSystem, disk, start) => {
  const store = await open(fileSystem, 2);
  await Promise.all([
    begin(store, disk, start + 1, stateAt(start + 1)),
    begin(store, disk, start + 2, stateAt(start + 2)),
  ]);
  await Promise.all([
    begin(store, disk, start + 3, stateAt(start + 3)),
    begin(store, disk, start + 4, stateAt(start + 4)),
  ]);
  await store.close();
};

/** Saves with room for many, then keeps the last one only. */
const prunes: Scenario = async (fileSystem, disk, start) => {
  const store = await open(fileSystem, 9);
  for (let examples = start + 1; examples <= start + 3; examples += 1) {
    await begin(store, disk, examples, stateAt(examples));
  }
  await store.prune({ retention: [keepLast(1)] });
  await store.close();
};

export const scenarios: Readonly<Record<string, Scenario>> = { saves, overwrites, inFlight, prunes };
