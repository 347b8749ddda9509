// Prints the bytes that one call of sample and updatePriorities allocates, by the strategy and the kernel named.
import {
  balanced,
  fifo,
  mixed,
  prioritized,
  ReplayMemory,
  recency,
  reservoir,
  uniform,
} from '../dist/index.js';

const [, , name, kernel, eviction] = process.argv;
const strategies = {
  uniform: uniform(),
  prioritized: prioritized({ beta: { from: 0.4, to: 1, draws: 1000 } }),
  recency: recency({ halfLife: 100 }),
  balanced: balanced({ by: 'domain', beta: 0.5, normalise: 'memory' }),
  mixed: mixed(),
};
const schema = { input: { dtype: 'float32', shape: [16] }, domain: { dtype: 'uint8', shape: [] } };
const memory = new ReplayMemory({
  schema,
  capacity: 2000,
  seed: 1,
  strategy: strategies[name],
  eviction: eviction === 'fifo' ? fifo() : reservoir(),
  kernel,
});
const rows = memory.createBatch(32);
rows.size = 32;
rows.domain.fill(1, 20);
for (let added = 0; added < 2000; added += 32) memory.add(rows);
const batch = memory.createBatch(32);
const losses = new Float32Array(32).fill(0.5);
const step = () => {
  memory.sample(batch, 32);
  memory.updatePriorities(batch.ids, losses, 32);
};
// Windows until one shows what the loops themselves allocate: before, the engine still runs them unoptimised (numbers
// are small objects then) and allocates for its own compiling.
let least = Number.POSITIVE_INFINITY;
for (let window = 0; window < 150 && least >= 16; window += 1) {
  const before = process.memoryUsage().heapUsed;
  for (let call = 0; call < 2000; call += 1) step();
  const grown = (process.memoryUsage().heapUsed - before) / 2000;
  if (grown >= 0) least = Math.min(least, grown);
}
process.stdout.write(`${least}\n`);
