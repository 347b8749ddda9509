import { CheckpointStore } from '../dist/index.js';
import { NodeFileSystem } from '../dist/node/index.js';
import { MB, median, milliseconds, noise } from './shared.mjs';

const rows = 500_000;
const widths = [67, 1, 1, 1];

/**
 * A memory of 140 MB in four columns, of whose rows 1 % are replaced, as a ring does it: what the next save writes and
 * how long it takes, when it has to find out what changed, and when it is told.
 */
export async function incrementalSave(folder) {
  const tree = Object.fromEntries(
    widths.map((width, index) => [`column${index}`, noise(rows * width * 4, index + 1)]),
  );
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder });
  let info;
  const full = await milliseconds(async () => {
    info = await store.save(tree, { examples: 0 }).durable;
  });
  const fullBytes = info.newBytes;
  let most = 0;
  const found = { stalls: [], times: [] };
  const told = { stalls: [], times: [] };
  for (let step = 0; step < 10; step += 1) {
    const first = 123_457 + step * 37_777;
    const changed = {};
    widths.forEach((width, index) => {
      const [from, to] = [first * width, (first + rows / 100) * width];
      tree[`column${index}`].fill(step + 0.5, from, to);
      changed[`.column${index}`] = [[from * 4, to * 4]];
    });
    const { stalls, times } = step % 2 === 0 ? found : told;
    const options = { examples: step + 1, ...(step % 2 === 1 && { changed }) };
    times.push(
      await milliseconds(async () => {
        let saved;
        stalls.push(
          await milliseconds(() => {
            saved = store.save(tree, options);
          }),
        );
        info = await saved.durable;
      }),
    );
    most = Math.max(most, info.newBytes);
  }
  await store.close();
  const say = ({ stalls, times }) =>
    `stalls ${median(stalls).toFixed(1)} ms and is durable after ${median(times).toFixed(0)} ms`;
  return [
    `after 1 % of 140 MB changed    ${(most / MB).toFixed(1)} MB are written; the first save ${(fullBytes / MB).toFixed(0)} MB in ${full.toFixed(0)} ms: ${((most / fullBytes) * 100).toFixed(1)} %`,
    `  left to find out what        each ${say(found)}`,
    `  told what                    each ${say(told)}`,
  ].join('\n');
}
