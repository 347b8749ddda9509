// What each method costs beside experience replay, in the same run: CPU milliseconds a step of 10 new and 10 rehearsed rows,
// 784-400-400-10, the least of 8 rounds. Goal: maximally interfered retrieval (50 candidates) at most 3 times.
//   pnpm --filter @graph/methods bench
import { ndArray, Random } from '@graph/core';
import { layered, Network, sgd, softmaxCrossEntropy } from '@graph/learner';
import {
  aGem,
  ContinualLearner,
  darkExperienceReplay,
  erAce,
  experienceReplay,
  fineTuning,
  learningWithoutForgetting,
  maximallyInterferedRetrieval,
} from '@graph/methods';

const random = Random.fromSeed(1, 'bench');
// As MNIST: four pixels of five are black.
const batches = Array.from({ length: 60 }, (_, at) => {
  const inputs = ndArray(new Float32Array(7840), [10, 784]);
  for (let pixel = 0; pixel < 7840; pixel += 1)
    inputs.data[pixel] = random.below(5) === 0 ? random.float() : 0;
  return { size: 10, inputs, labels: Uint16Array.from({ length: 10 }, () => 2 * (at % 2) + random.below(2)) };
});
const methods = {
  'fine-tuning': fineTuning(),
  er: experienceReplay({ loss: 'sum' }),
  'er-ace': erAce(),
  der: darkExperienceReplay({ beta: 0 }),
  'der++': darkExperienceReplay(),
  mir: maximallyInterferedRetrieval(),
  'a-gem': aGem(),
  lwf: learningWithoutForgetting(),
};
const learners = Object.entries(methods).map(([name, method]) => {
  const network = Network.create(
    layered({ inputs: 784, hidden: [400, 400], outputs: 10, activation: 'relu' }),
    {
      loss: softmaxCrossEntropy(),
      optimizer: sgd({ learningRate: 0.02 }),
      seed: 1,
    },
  );
  const learner = new ContinualLearner({
    network,
    method,
    capacity: 500,
    rehearsedRows: 10,
    otherTasksOnly: true,
    seed: 1,
  });
  for (let at = 0; at < 60; at += 1) learner.learn({ ...batches[(2 * at) % 60], task: 0 });
  return { name, learner, milliseconds: Number.POSITIVE_INFINITY };
});
for (let round = 0; round < 8; round += 1)
  for (const each of learners) {
    const start = process.cpuUsage();
    for (let at = 0; at < 20; at += 1) each.learner.learn({ ...batches[(2 * at + 1) % 60], task: 1 });
    const { user, system } = process.cpuUsage(start);
    each.milliseconds = Math.min(each.milliseconds, (user + system) / 20_000);
  }
const er = learners.find(({ name }) => name === 'er').milliseconds;
for (const { name, milliseconds } of learners)
  console.log(
    `${name.padEnd(12)} ${milliseconds.toFixed(2).padStart(6)} ms  ${(milliseconds / er).toFixed(2)} × er`,
  );
