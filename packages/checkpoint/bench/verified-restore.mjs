import { readdirSync, readFileSync } from 'node:fs';
import { CheckpointStore } from '../dist/index.js';
import { NodeFileSystem } from '../dist/node/index.js';
import { MB, median, milliseconds, noise } from './shared.mjs';

/** 100 MB read back with every byte compared with its hash, beside reading the same files and looking at nothing. */
export async function verifiedRestore(folder) {
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder });
  await store.save({ memory: noise(100 * MB) }, { examples: 1 }).durable;
  await store.close();
  const reader = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
  const verified = [];
  const plain = [];
  for (let round = 0; round < 9; round += 1) {
    verified.push(await milliseconds(() => reader.load()));
    plain.push(
      await milliseconds(() => {
        for (const name of readdirSync(`${folder}/chunks`)) readFileSync(`${folder}/chunks/${name}`);
      }),
    );
  }
  const [a, b] = [median(verified.slice(1)), median(plain.slice(1))];
  return `verified restore of 100 MB     ${(100_000 / a).toFixed(0)} MB/s; reading the files alone ${(100_000 / b).toFixed(0)} MB/s`;
}
