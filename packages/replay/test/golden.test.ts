import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  balanced,
  mixed,
  prioritized,
  ReplayMemory,
  recency,
  reservoir,
  type Strategy,
  uniform,
} from '../src/index.js';
import { kernels } from './kernels.js';
import { fillRows, schema } from './rows.js';

// A change here changes every run that is resumed or repeated: it is a decision, not a detail.
const golden: readonly (readonly [string, Strategy, readonly number[], string])[] = [
  ['uniform', uniform(), [757, 258, 941, 315, 685, 872, 498, 828], '28ea80c949c19f6a'],
  ['prioritized', prioritized(), [19, 103, 140, 235, 810, 326, 606, 488], '64753dcd761e2169'],
  ['recency', recency({ halfLife: 100 }), [948, 675, 872, 860, 890, 853, 867, 828], '6bebfeb9515439b4'],
  ['balanced', balanced({ by: 'domains' }), [434, 73, 378, 399, 294, 957, 991, 601], '01e18aca5715e330'],
  ['mixed', mixed(), [897, 736, 349, 472, 549, 479, 840, 603], 'f7bc2f53bc94a9f0'],
];

describe.each(kernels)('the %s kernel', (kernel) => {
  it.each(golden)('gives the golden draws of seed 42, by %s', (_, strategy, ids, digest) => {
    const memory = new ReplayMemory({
      schema,
      capacity: 500,
      seed: 42,
      strategy,
      eviction: reservoir(),
      kernel,
    });
    const batch = memory.createBatch(8);
    const rows = memory.createBatch(100);
    for (let step = 0; step < 20; step += 1) {
      fillRows(rows, memory.added, 50);
      memory.add(rows);
      memory.sample(batch, 8);
      memory.updatePriorities(
        batch.ids,
        Float32Array.from(batch.ids, (id) => (id % 13) / 7),
      );
    }
    const { records, weights, ids: held } = memory.state();
    const hash = createHash('sha256');
    for (const { buffer, byteOffset, byteLength } of [records, weights, held!, batch.weights])
      hash.update(Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)));
    expect([[...batch.ids], hash.digest('hex').slice(0, 16)]).toEqual([ids, digest]);
  });
});
