// Whatever you train: save it while it goes, and after a crash continue as if nothing had happened.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CheckpointStore, digest, keepLast } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { Random } from '@graph/core';

const folder = mkdtempSync(`${tmpdir()}/example-`);
const options = { fileSystem: new NodeFileSystem(), folder, retention: [keepLast(3)] };

/** Trains up to `until` steps, from the newest checkpoint if there is one. @param {number} until @param {boolean} saves */
async function train(until, saves) {
  const store = await CheckpointStore.open(options);
  const saved = (await store.list()).checkpoints.length > 0 ? (await store.load()).tree : undefined;
  const weights = /** @type {Float32Array} */ (saved?.['weights'] ?? new Float32Array(100_000));
  const random = saved
    ? Random.from(/** @type {import('@graph/core').RandomState} */ (saved['random']))
    : Random.fromSeed(42);
  for (let step = Number(saved?.['step'] ?? 0) + 1; step <= until; step += 1) {
    weights[random.below(weights.length)] += random.float(); // your training step
    if (saves && step % 1000 === 0) store.save({ step, weights, random: random.state() }, { examples: step });
  }
  await store.close(); // everything that was saved is on disk now
  return digest({ weights, random: random.state() });
}

const whole = await train(5000, false); // never interrupted, saves nothing
await train(2500, true); // stops at 2,500: what was done since 2,000 is lost
console.log((await train(5000, true)) === whole); //> true
rmSync(folder, { recursive: true });
