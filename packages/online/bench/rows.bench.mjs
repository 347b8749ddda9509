// Objects through an OnlineModel: rows a CPU-second of predictOne and learnOne on 9 numeric columns, beside the network alone.
import { createBatch, Random } from '@graph/core';
import { adam, binaryCrossEntropy, layered, Network, OnlineLearner } from '@graph/learner';
import { OnlineModel } from '@graph/online';
import { ReplayMemory } from '@graph/replay';

const ROWS = 100_000;
const random = Random.fromSeed(1, 'bench');
const names = Array.from({ length: 9 }, (_, at) => `x${at}`);
const rows = Array.from({ length: 4096 }, () => {
  const values = names.map(() => random.float());
  const sum = values.reduce((total, value, at) => total + (at % 2 === 0 ? value : -value), 0);
  return { ...Object.fromEntries(names.map((name, at) => [name, values[at]])), y: sum > 0.5 };
});

function cpuSeconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function report(name, seconds) {
  console.log(`${name.padEnd(52)} ${Math.round(ROWS / seconds).toLocaleString('en')} rows a CPU-second`);
}

const model = new OnlineModel({
  target: 'y',
  learner: 'network',
  replay: { ratio: 0.5 },
  updatesPerBatch: 1,
});
for (const row of rows) model.learnOne(row);
for (const row of rows) model.predictOne(row);
report(
  'OnlineModel.predictOne',
  cpuSeconds(() => {
    for (let at = 0; at < ROWS; at += 1) model.predictOne(rows[at % rows.length]);
  }),
);
report(
  'OnlineModel.learnOne (32 rows a step, half rehearsed)',
  cpuSeconds(() => {
    for (let at = 0; at < ROWS; at += 1) model.learnOne(rows[at % rows.length]);
  }),
);

const network = Network.create(
  layered({ inputs: 10, hidden: [64, 64], outputs: 1, outputActivation: 'sigmoid' }),
  {
    loss: binaryCrossEntropy(),
    optimizer: adam({ learningRate: 0.001 }),
    seed: 42,
    maxBatch: 256,
  },
);
const memory = new ReplayMemory({
  schema: { inputs: { dtype: 'float32', shape: [10] }, targets: { dtype: 'float32', shape: [1] } },
  capacity: 10_000,
  seed: 42,
});
const learner = new OnlineLearner({ network, memory, batchSize: 32, replayRatio: 0.5 });
const batch = createBatch(16, 10, 1);
report(
  'the same network and memory, rows encoded before',
  cpuSeconds(() => {
    for (let at = 0; at < ROWS; at += 16) {
      batch.size = 16;
      for (let row = 0; row < 16; row += 1) {
        const source = rows[(at + row) % rows.length];
        for (let column = 0; column < 9; column += 1)
          batch.inputs.data[row * 10 + column] = source[names[column]];
        batch.targets.data[row] = source.y ? 1 : 0;
      }
      learner.learnBatch(batch);
    }
  }),
);
