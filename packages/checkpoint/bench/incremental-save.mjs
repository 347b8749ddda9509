import { CheckpointStore } from '../dist/index.js';
import { NodeFileSystem } from '../dist/node/index.js';
import { MB, milliseconds, noise } from './shared.mjs';

/** A memory of 140 MB in four columns, of whose rows 1 % are replaced, as a ring does it: what the next save writes. */
export async function incrementalSave(folder) {
  const rows = 500_000;
  const widths = [67, 1, 1, 1];
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
  let slowest = 0;
  for (let step = 0; step < 5; step += 1) {
    const first = 123_457 + step * 77_777;
    widths.forEach((width, index) => {
      tree[`column${index}`].fill(step + 0.5, first * width, (first + rows / 100) * width);
    });
    const time = await milliseconds(async () => {
      info = await store.save(tree, { examples: step + 1 }).durable;
    });
    most = Math.max(most, info.newBytes);
    slowest = Math.max(slowest, time);
  }
  await store.close();
  return `after 1 % of 140 MB changed    ${(most / MB).toFixed(1)} MB are written in ${slowest.toFixed(0)} ms; the first save ${(fullBytes / MB).toFixed(0)} MB in ${full.toFixed(0)} ms: ${((most / fullBytes) * 100).toFixed(1)} %`;
}
