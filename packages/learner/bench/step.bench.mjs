// Training steps, in thousand examples per CPU-second, beside the same step in plain JavaScript in the same run.
//   node bench/step.bench.mjs [--json] [--only S,M] [--batch 1,32] [--optimizer adam] [--precision fast] [--quick]
import { parseArgs } from 'node:util';
import { enableFastKernels } from '../dist/fast.js';
import { adam, binaryCrossEntropy, layered, meanSquaredError, Network, sgd, sparse } from '../dist/index.js';
import { plainGraph, plainLayers } from './plain-javascript.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: 'S,M,L,sparse' },
    batch: { type: 'string', default: '1,32,256' },
    optimizer: { type: 'string', default: 'sgd,adam' },
    precision: { type: 'string', default: 'strict' },
    quick: { type: 'boolean', default: false },
  },
});

if (flags.precision === 'fast') enableFastKernels();

const MODELS = {
  default: { sizes: [63, 64, 64, 1], activation: 'relu' },
  S: { sizes: [8, 32, 32, 1], activation: 'tanh' },
  M: { sizes: [64, 256, 256, 16], activation: 'relu' },
  L: { sizes: [784, 400, 400, 10], activation: 'relu' },
  sparse: { activation: 'relu' },
};
// Short slices, many of them: what else the machine does spoils some, and the best of each side counts.
const sliceMs = flags.quick ? 10 : 20;
const slices = flags.quick ? 10 : 40;

function graphOf(name) {
  const { sizes, activation } = MODELS[name];
  if (name === 'sparse')
    return sparse({ inputs: 32, hidden: 500, outputs: 8, density: 0.05, seed: 1, activation });
  return layered({ inputs: sizes[0], hidden: sizes.slice(1, -1), outputs: sizes.at(-1), activation });
}

function plain(name, graph, network, optimizer, batch) {
  const { sizes, activation } = MODELS[name];
  const { weights, biases } = network.parameters();
  if (name === 'sparse') return plainGraph({ graph, activation, optimizer, weights, biases, batch });
  // Edges are sorted by target, then by source: layer after layer, as the baseline wants them.
  let edge = 0;
  let node = sizes[0];
  const layers = sizes.slice(1).map((targets, layer) => {
    const [w, b] = [
      weights.subarray(edge, edge + targets * sizes[layer]),
      biases.subarray(node, node + targets),
    ];
    edge += w.length;
    node += targets;
    return { w, b };
  });
  return plainLayers({
    sizes,
    activation,
    optimizer,
    weights: layers.map(({ w }) => w),
    biases: layers.map(({ b }) => b),
    batch,
  });
}

function cpuMicroseconds(since) {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

/** Steps for about `ms` CPU-milliseconds; returns steps per microsecond. */
function slice(step, ms, chunk) {
  const start = process.cpuUsage();
  let steps = 0;
  let spent = 0;
  do {
    for (let at = 0; at < chunk; at += 1) step();
    steps += chunk;
    spent = cpuMicroseconds(start);
  } while (spent < ms * 1000);
  return steps / spent;
}

/** A network with its first rows staged. */
function create(graph, optimizer, batch, loss = meanSquaredError()) {
  const network = Network.create(graph, {
    loss,
    optimizer: optimizer === 'adam' ? adam() : sgd(),
    seed: 1,
    maxBatch: batch,
    ...(flags.precision === 'fast' ? { precision: 'fast' } : {}),
  });
  if (network.precision !== flags.precision) {
    console.error(
      `precision ${flags.precision} was asked for, and this engine has ${network.precision} only; ` +
        'Node 20 has relaxed SIMD behind --experimental-wasm-relaxed-simd',
    );
    process.exit(1);
  }
  let state = 1;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const inputs = new Float32Array(batch * network.inputWidth).map(draw);
  const targets = new Float32Array(batch * network.outputWidth).map(draw);
  network.inputs.set(inputs);
  network.targets.set(targets);
  return { network, inputs, targets };
}

/**
 * What a step of S costs after a million of them, as a multiple of what it costs after a thousand. With relu, and rows
 * that are told apart by their first input, half of them easily: a network that is sure of most of what it sees sends
 * back numbers that could become denormal, and slow.
 */
function lateSteps(optimizer) {
  const graph = layered({ inputs: 8, hidden: [32, 32], outputs: 1, activation: 'relu' });
  const [early, late] = [1000, 1_000_000].map((steps) => {
    const { network } = create(graph, optimizer, 32, binaryCrossEntropy());
    for (let at = 0; at < 16 * 8; at += 1) network.inputs[at] *= 100;
    for (let row = 0; row < 32; row += 1) network.targets[row] = Number(network.inputs[row * 8] > 0);
    const step = () => network.stepStaged(32);
    for (let at = 0; at < steps; at += 1) step();
    return step;
  });
  const best = [0, 0];
  // 100 steps a slice: the younger network stays young.
  for (let at = 0; at < 60; at += 1)
    for (const [side, step] of [early, late].entries())
      best[side] = Math.max(best[side], slice(step, 0.5, 100));
  return best[0] / best[1];
}

function measure(name, optimizer, batch) {
  const graph = graphOf(name);
  const { network, inputs, targets } = create(graph, optimizer, batch);
  const baseline = plain(name, graph, network, optimizer, batch);

  // The same numbers first: a baseline that computes something else would be no baseline.
  const [ours, theirs] = [network.stepStaged(batch), baseline(inputs, targets, batch)];
  if (!(Math.abs(ours - theirs) <= 1e-4 * theirs)) throw new Error(`${name}: losses ${ours} and ${theirs}`);

  const run = [() => network.stepStaged(batch), () => baseline(inputs, targets, batch)];
  const chunk = run.map((step) => {
    slice(step, sliceMs, 1);
    return Math.max(1, Math.floor(slice(step, sliceMs, 1) * 5000));
  });
  const best = [0, 0];
  // Turn about, the best of each: what else the machine does meets both.
  for (let at = 0; at < slices; at += 1)
    for (const side of [0, 1]) best[side] = Math.max(best[side], slice(run[side], sliceMs, chunk[side]));
  const [wasm, javascript] = best.map((rate) => rate * batch * 1000);
  return {
    model: name,
    optimizer,
    batch,
    edges: graph.edgeCount,
    kiloExamplesPerCpuSecond: wasm,
    plainJavaScript: javascript,
    ratio: wasm / javascript,
  };
}

const results = [];
if (!flags.json) {
  console.log(
    `Node ${process.versions.node}, precision ${flags.precision}; thousand examples per CPU-second`,
  );
  console.log('model    optimizer  batch    kernels  plain JS   ratio');
}
for (const model of flags.only.split(','))
  for (const optimizer of flags.optimizer.split(','))
    for (const batch of flags.batch.split(',').map(Number)) {
      const result = measure(model, optimizer, batch);
      results.push(result);
      if (flags.json) continue;
      const { kiloExamplesPerCpuSecond: ours, plainJavaScript: theirs, ratio } = result;
      console.log(
        `${model.padEnd(8)} ${optimizer.padEnd(9)} ${String(batch).padStart(6)} ${ours.toFixed(1).padStart(10)} ` +
          `${theirs.toFixed(2).padStart(9)} ${`${ratio.toFixed(1)}x`.padStart(7)}`,
      );
    }
const late = flags.quick
  ? null
  : Object.fromEntries(flags.optimizer.split(',').map((name) => [name, lateSteps(name)]));
if (flags.json)
  console.log(
    JSON.stringify({
      ...{ schemaVersion: 1, node: process.versions.node, precision: flags.precision, results },
      millionthStepOverThousandth: late,
    }),
  );
else if (late !== null)
  for (const [name, ratio] of Object.entries(late))
    console.log(`S with relu, ${name}: step 1,000,000 costs ${ratio.toFixed(2)} of step 1,000`);
