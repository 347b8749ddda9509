import { CheckpointStore } from '../dist/index.js';
import { NodeFileSystem } from '../dist/node/index.js';
import { median, milliseconds, noise } from './shared.mjs';

/** The default run of train-online: 3 MB of state. Between two saves a tenth of the memory changes, and it is known which. */
export async function smallSaves(folder) {
  const memory = noise(10_000 * 63 * 4);
  const tree = {
    memory,
    ids: new Float64Array(10_000),
    network: { weights: noise(100_000), moments: noise(200_000) },
  };
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder });
  const times = [];
  const stalls = [];
  const before = process.cpuUsage();
  for (let step = 0; step < 100; step += 1) {
    const from = (step % 10) * 63_000;
    memory.fill(step, from, from + 63_000);
    const changed = { memory: [[4 * from, 4 * (from + 63_000)]] };
    tree.network.weights.fill(step);
    tree.network.moments.fill(step);
    times.push(
      await milliseconds(async () => {
        let saved;
        stalls.push(
          await milliseconds(() => {
            saved = store.save(tree, { examples: step, changed });
          }),
        );
        await saved.durable;
      }),
    );
  }
  const { user, system } = process.cpuUsage(before);
  await store.close();
  return `100 saves of 3 MB              each stalls ${median(stalls).toFixed(2)} ms, is durable after ${median(times).toFixed(1)} ms, and takes ${((user + system) / 100_000).toFixed(1)} ms of CPU in all threads`;
}
