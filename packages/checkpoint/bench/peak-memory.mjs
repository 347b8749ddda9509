import { readFileSync } from 'node:fs';
import { CheckpointStore } from '../dist/index.js';
import { NodeFileSystem } from '../dist/node/index.js';
import { MB, noise } from './shared.mjs';

/** The most memory that saving ever takes, over what the process had with its state: one snapshot and a thread. */
const size = 100 * MB;
const memory = noise(size);
const peak = () => Number(/VmHWM:\s+([0-9]+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
const before = peak();
const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder: process.argv[2] });
let saved;
for (let step = 0; step < 10; step += 1) {
  await saved?.ready;
  memory.fill(step, 0, 1e6);
  saved = store.save({ memory }, { examples: step });
}
await store.close();
const over = peak() - before - size;
console.log(
  `peak memory of saving 100 MB   ${(size / MB).toFixed(0)} MB state + one snapshot + ${(over / MB).toFixed(1)} MB`,
);
