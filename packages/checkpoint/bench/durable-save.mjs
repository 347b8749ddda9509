import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writevSync } from 'node:fs';
import { CheckpointStore } from '../dist/index.js';
import { NodeFileSystem } from '../dist/node/index.js';
import { MB, median, milliseconds, noise } from './shared.mjs';

/** 100 MB: until it is durable, hashed and read back, beside writev and fsync of the same bytes. */
export async function durableSave(folder) {
  const plain = [];
  const durable = [];
  const memory = noise(100 * MB);
  const bytes = new Uint8Array(memory.buffer);
  const pieces = Array.from({ length: 100 }, (_, index) => bytes.subarray(index * MB, (index + 1) * MB));
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder });
  for (let round = 0; round < 9; round += 1) {
    mkdirSync(`${folder}/plain`);
    plain.push(
      await milliseconds(() => {
        const file = openSync(`${folder}/plain/file`, 'wx');
        writevSync(file, pieces);
        fsyncSync(file);
        closeSync(file);
      }),
    );
    rmSync(`${folder}/plain`, { recursive: true });
    await store.clear();
    durable.push(await milliseconds(() => store.save({ memory }, { examples: round }).durable));
  }
  await store.close();
  // The first of each touches memory and disk for the first time.
  const [a, b] = [median(plain.slice(1)), median(durable.slice(1))];
  return `durable hashed save of 100 MB  ${(100_000 / b).toFixed(0)} MB/s; writev + fsync ${(100_000 / a).toFixed(0)} MB/s: ${(a / b).toFixed(2)}x`;
}
