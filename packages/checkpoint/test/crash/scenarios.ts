import type { StateTree } from '@graph/core';
import { expect } from 'vitest';
import type { CheckpointInfo } from '../../src/folder/manifest.js';
import { CheckpointStore, digest, type FileSystem, keepLast } from '../../src/index.js';
import type { RecordingDisk } from './recording-disk.js';

/** What a process does between its start and its end. */
export type Scenario = (fileSystem: FileSystem, disk: RecordingDisk, start: number) => Promise<void>;

export const folder = '/run';

const regions = 4;
const regionBytes = 64;

/**
 * A state whose arrays are partly the old ones: of the four regions of `memory`, each of many pieces, one changes from
 * one count to the next. After four of them the first chunk is so empty that what is left of it is written again.
 */
function stateAt(examples: number): StateTree {
  const memory = Uint8Array.from({ length: regions * regionBytes }, (_, at) => {
    const region = Math.floor(at / regionBytes);
    const changedAt = examples - ((examples - region + regions) % regions);
    return at * 7 + changedAt * 31;
  });
  return { memory, weights: new Float32Array([examples, -0]), examples };
}

/** With chunks of 128 bytes a state needs several, with 512 it is all in one, of which later saves need less and less. */
async function open(fileSystem: FileSystem, keep: number, chunkBytes: number): Promise<CheckpointStore> {
  return CheckpointStore.open({ fileSystem, folder, retention: [keepLast(keep)], chunkBytes });
}

function begin(
  store: CheckpointStore,
  disk: RecordingDisk,
  examples: number,
  state: StateTree,
): Promise<CheckpointInfo> {
  disk.note({ saving: examples, digest: digest(state) });
  return store.save(state, { examples }).durable.then((info) => {
    disk.note({ acknowledged: info.examples, digest: info.stateDigest });
    return info;
  });
}

/**
 * Saves one after another, each waited for; old ones are deleted on the way. From the second on a save writes a region
 * and the weights, and the fourth also the last region that was still in the first chunk.
 */
export const saves: Scenario = async (fileSystem, disk, start) => {
  const store = await open(fileSystem, 2, 512);
  const newBytes: number[] = [];
  for (let examples = start + 1; examples <= start + 4; examples += 1)
    newBytes.push((await begin(store, disk, examples, stateAt(examples))).newBytes);
  if (start === 0) expect(newBytes).toEqual([264, 72, 72, 136]);
  await store.close();
};

/** Saves at the same count again and again, with nothing else to fall back on. */
const overwrites: Scenario = async (fileSystem, disk, start) => {
  const store = await open(fileSystem, 1, 128);
  for (let version = 1; version <= 4; version += 1)
    await begin(store, disk, 7, { ...stateAt(start + version), version });
  await store.close();
};

/** Saves without waiting, so that one is written while the next waits. */
const inFlight: Scenario = async (fileSystem, disk, start) => {
  const store = await open(fileSystem, 2, 128);
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
  const store = await open(fileSystem, 9, 128);
  for (let examples = start + 1; examples <= start + 3; examples += 1)
    await begin(store, disk, examples, stateAt(examples));
  await store.prune({ retention: [keepLast(1)] });
  await store.close();
};

export const scenarios: Readonly<Record<string, Scenario>> = { saves, overwrites, inFlight, prunes };
