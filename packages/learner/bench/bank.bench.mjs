// Many networks in one bank, 8-16-1 with Adam, one row a step: CPU-microseconds to make one and to step one of them, and bytes,
// beside as many of class Network as fit.
//   node bench/bank.bench.mjs [--networks 100000] [--alone 500]
import { parseArgs } from 'node:util';
import { adam, createBatch, layered, meanSquaredError, Network, NetworkBank } from '../dist/index.js';

const { values: flags } = parseArgs({
  options: { networks: { type: 'string', default: '100000' }, alone: { type: 'string', default: '500' } },
});
const graph = layered({ inputs: 8, hidden: [16], outputs: 1, activation: 'tanh' });
const options = { loss: meanSquaredError(), optimizer: adam(), maxBatch: 1 };
const batch = createBatch(1, 8, 1);
batch.size = 1;
batch.inputs.data.fill(0.5);
batch.targets.data.fill(1);

let state = 1;
function draw(below) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

function cpuMicroseconds(act) {
  const start = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** Prints what `count` networks cost; `make` makes one, `step` steps one. */
function report(name, count, make, step) {
  const before = process.memoryUsage().rss;
  const making = cpuMicroseconds(() => {
    for (let index = 0; index < count; index += 1) make(index);
  });
  const bytes = (process.memoryUsage().rss - before) / count;
  const steps = 200_000;
  for (let at = 0; at < 20_000; at += 1) step(draw(count));
  const random = cpuMicroseconds(() => {
    for (let at = 0; at < steps; at += 1) step(draw(count));
  });
  const same = cpuMicroseconds(() => {
    for (let at = 0; at < steps; at += 1) step(0);
  });
  console.log(
    `${name}, ${count}: made in ${(making / count).toFixed(2)} µs, ${Math.round(bytes)} bytes; a step in random order ` +
      `${(random / steps).toFixed(2)} µs, of the same one ${(same / steps).toFixed(2)} µs`,
  );
}

const bank = NetworkBank.create(graph, options);
report(
  'NetworkBank',
  Number(flags.networks),
  (seed) => bank.add(seed),
  (index) => bank.step(index, batch),
);
const networks = [];
report(
  'Network',
  Number(flags.alone),
  (seed) => networks.push(Network.create(graph, { ...options, seed })),
  (index) => networks[index].step(batch),
);
