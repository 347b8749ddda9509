// What each consolidation method keeps of earlier tasks, without replay: mean test accuracy over all five tasks after the
// last, on permuted MNIST (the domain changes) and split MNIST (the classes change).
//   node bench/consolidation.bench.mjs [--data DIR] [--optimizer adam|sgd] [--epochs 2] [--seeds 1,2,3] [--sweep]
// DIR holds the mnist-mini files; default $GRAPH_DATA_DIR, or ../shared/data beside the repository.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Random } from '@graph/core';
import {
  adam,
  createBatch,
  ewc,
  layered,
  memoryAwareSynapses,
  Network,
  OnlineLearner,
  onlineEwc,
  sgd,
  softmaxCrossEntropy,
  synapticIntelligence,
} from '../dist/index.js';

const { values: flags } = parseArgs({
  options: {
    data: {
      type: 'string',
      default:
        process.env.GRAPH_DATA_DIR ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url)),
    },
    optimizer: { type: 'string', default: 'adam' },
    epochs: { type: 'string', default: '2' },
    seeds: { type: 'string', default: '1,2,3' },
    sweep: { type: 'boolean', default: false },
  },
});
const PIXELS = 784;
const BATCH = 10;
const optimizer = flags.optimizer === 'sgd' ? sgd({ learningRate: 0.05 }) : adam({ learningRate: 0.003 });

const read = (name, header) =>
  gunzipSync(readFileSync(`${flags.data}/mnist-mini-${name}.gz`)).subarray(header);
const sets = {
  train: { images: read('train5k-images.idx3', 16), labels: read('train5k-labels.idx1', 8) },
  test: { images: read('test1k-images.idx3', 16), labels: read('test1k-labels.idx1', 8) },
};

function shuffled(random, count) {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}

/** The rows of a set whose label is wanted, shuffled (the files run out of some classes early), their pixels in another order. */
function rowsOf({ images, labels }, order, wanted) {
  const rows = shuffled(Random.fromSeed(0, 'rows'), labels.length).filter((row) => wanted(labels[row]));
  const batch = createBatch(rows.length, PIXELS, 10);
  batch.size = rows.length;
  for (const [at, row] of rows.entries()) {
    for (let pixel = 0; pixel < PIXELS; pixel += 1)
      batch.inputs.data[at * PIXELS + pixel] = images[row * PIXELS + order[pixel]] / 255;
    batch.targets.data[at * 10 + labels[row]] = 1;
  }
  return batch;
}

function permutedTasks(seed) {
  const random = Random.fromSeed(seed, 'permutations');
  return Array.from({ length: 5 }, (_, task) => {
    const order = task === 0 ? [...Array(PIXELS).keys()] : shuffled(random, PIXELS);
    return { train: rowsOf(sets.train, order, () => true), test: rowsOf(sets.test, order, () => true) };
  });
}

function splitTasks() {
  const order = [...Array(PIXELS).keys()];
  return Array.from({ length: 5 }, (_, task) => {
    const wanted = (label) => label >> 1 === task;
    return { train: rowsOf(sets.train, order, wanted), test: rowsOf(sets.test, order, wanted) };
  });
}

function part(from, start, into) {
  const rows = Math.min(into.inputs.shape[0], from.size - start);
  into.inputs.data.set(from.inputs.data.subarray(start * PIXELS, (start + rows) * PIXELS));
  into.targets.data.set(from.targets.data.subarray(start * 10, (start + rows) * 10));
  into.size = rows;
  return into;
}

function finalAccuracy(tasks, consolidation, seed) {
  const network = Network.create(layered({ inputs: PIXELS, hidden: [100, 100], outputs: 10 }), {
    loss: softmaxCrossEntropy(),
    optimizer,
    seed,
  });
  const learner = new OnlineLearner({ network, batchSize: BATCH, ...(consolidation && { consolidation }) });
  const [batch, sample] = [createBatch(BATCH, PIXELS, 10), createBatch(250, PIXELS, 10)];
  for (const { train } of tasks) {
    for (let epoch = 0; epoch < Number(flags.epochs); epoch += 1)
      for (let row = 0; row < train.size; row += BATCH) learner.learnBatch(part(train, row, batch));
    learner.consolidate(part(train, 0, sample));
  }
  let sum = 0;
  for (const { test } of tasks) {
    const outputs = network.predict(test.inputs).data;
    let right = 0;
    for (let row = 0; row < test.size; row += 1) {
      const row10 = outputs.subarray(row * 10, row * 10 + 10);
      right += test.targets.data[row * 10 + row10.indexOf(Math.max(...row10))];
    }
    sum += right / test.size;
  }
  return sum / tasks.length;
}

const strengths = flags.sweep ? [0.01, 0.1, 0.5, 1, 3, 10, 100] : [1];
const methods = [
  ['nothing', undefined],
  ...strengths.map((strength) => [`EWC ${strength}`, ewc({ strength })]),
  ...strengths.map((strength) => [`online EWC ${strength}`, onlineEwc({ strength })]),
  ...strengths.map((strength) => [`SI ${strength}`, synapticIntelligence({ strength })]),
  ...strengths.map((strength) => [`MAS ${strength}`, memoryAwareSynapses({ strength })]),
];
const seeds = flags.seeds.split(',').map(Number);
console.log(
  `${optimizer.kind} ${optimizer.learningRate}, ${flags.epochs} epochs, mean of seeds ${seeds.join(', ')}`,
);
console.log('method'.padEnd(20), 'permuted MNIST', '  split MNIST');
for (const [name, method] of methods) {
  const mean = (tasksOf) =>
    seeds.reduce((sum, seed) => sum + finalAccuracy(tasksOf(seed), method, seed), 0) / seeds.length;
  const [permuted, split] = [mean(permutedTasks), mean(splitTasks)];
  console.log(
    name.padEnd(20),
    (100 * permuted).toFixed(1).padStart(14),
    (100 * split).toFixed(1).padStart(13),
  );
}
