import { CheckpointStore } from '../dist/index.js';
import { NodeFileSystem } from '../dist/node/index.js';
import { MB, median, milliseconds, noise } from './shared.mjs';
import { synchronousSave } from './synchronous-save.mjs';

/** How long a save of 100 MB keeps the main thread from training, beside a save that does everything in it. */
export async function mainThreadStall(folder) {
  const memory = noise(100 * MB);
  const stalls = [];
  const synchronous = [];
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder });
  for (let round = 0; round < 9; round += 1) {
    await store.clear();
    let saved;
    let longest = await milliseconds(() => {
      saved = store.save({ memory }, { examples: round });
    });
    // A training loop that yields all the time: any longer gap is the store's.
    let done = false;
    saved.durable.then(() => {
      done = true;
    });
    while (!done) {
      const gap = await milliseconds(() => new Promise((resolve) => setImmediate(resolve)));
      longest = Math.max(longest, gap);
    }
    stalls.push(longest);
    synchronous.push(await milliseconds(() => synchronousSave(`${folder}/synchronous`, memory)));
  }
  await store.close();
  const [first] = stalls;
  const [a, b] = [median(stalls.slice(1)), median(synchronous.slice(1))];
  return `main thread stalls for         ${a.toFixed(1)} ms (the first time ${first.toFixed(1)} ms); synchronous save ${b.toFixed(1)} ms: 1/${(b / a).toFixed(1)}`;
}
