import type { Batch } from '@graph/core';
import { createBatch, Random } from '@graph/core';
import type { ConsolidationMethod } from '../src/consolidation/consolidation-method.js';
import { layered } from '../src/graph/layered.js';
import { softmaxCrossEntropy } from '../src/losses/softmax-cross-entropy.js';
import { Network } from '../src/network/network.js';
import { OnlineLearner } from '../src/online/online-learner.js';
import type { Optimizer } from '../src/optimizers/optimizer.js';

export type Task = { readonly train: Batch; readonly test: Batch };

const WIDTH = 64;

/** Points around `clusters` centres of 64 numbers, cluster c belonging to class c mod `classes`: a task that needs a curved border. */
function points(
  random: Random,
  centres: readonly (readonly number[])[],
  classes: number,
  rows: number,
): Batch {
  const batch = createBatch(rows, WIDTH, classes);
  batch.size = rows;
  for (let row = 0; row < rows; row += 1) {
    const cluster = random.below(centres.length);
    for (let at = 0; at < WIDTH; at += 1)
      batch.inputs.data[row * WIDTH + at] = centres[cluster]![at]! + normal(random);
    batch.targets.data[row * classes + (cluster % classes)] = 1;
  }
  return batch;
}

/** Nearly normal: the sum of twelve uniform numbers, less six. */
function normal(random: Random): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw += 1) sum += random.float();
  return sum;
}

const centresOf = (random: Random, count: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: WIDTH }, () => normal(random)));

/** Five tasks that differ in the order of their inputs alone, the first in the original one: the domain changes, the classes do not. */
export function permutedTasks(seed: number, rows: number): Task[] {
  const random = Random.fromSeed(seed, 'permuted-tasks');
  const centres = centresOf(random, 12);
  const [train, test] = [points(random, centres, 4, rows), points(random, centres, 4, 1000)];
  return Array.from({ length: 5 }, (_, task) => {
    const order = Array.from({ length: WIDTH }, (_, at) => at);
    if (task > 0)
      for (let at = WIDTH - 1; at > 0; at -= 1) {
        const other = random.below(at + 1);
        [order[at], order[other]] = [order[other]!, order[at]!];
      }
    return { train: permuted(train, order), test: permuted(test, order) };
  });
}

function permuted(batch: Batch, order: readonly number[]): Batch {
  const classes = batch.targets.shape[1]!;
  const changed = createBatch(batch.size, WIDTH, classes);
  changed.size = batch.size;
  changed.targets.data.set(batch.targets.data);
  for (let row = 0; row < batch.size; row += 1)
    for (let at = 0; at < WIDTH; at += 1)
      changed.inputs.data[row * WIDTH + at] = batch.inputs.data[row * WIDTH + order[at]!]!;
  return changed;
}

/** Learns the tasks one after the other without replay; returns the mean accuracy over all of them at the end. */
export function finalAccuracy(
  tasks: readonly Task[],
  optimizer: Optimizer,
  consolidation: ConsolidationMethod | undefined,
): number {
  const [inputs, outputs] = [tasks[0]!.train.inputs.shape[1]!, tasks[0]!.train.targets.shape[1]!];
  const network = Network.create(layered({ inputs, hidden: [100, 100], outputs }), {
    loss: softmaxCrossEntropy(),
    optimizer,
    seed: 1,
    maxBatch: 256,
  });
  const learner = new OnlineLearner({ network, batchSize: 10, ...(consolidation && { consolidation }) });
  const batch = createBatch(10, inputs, outputs);
  for (const { train } of tasks) {
    for (let row = 0; row + 10 <= train.size; row += 10) learner.learnBatch(part(train, row, 10, batch));
    learner.consolidate(part(train, 0, 1000, createBatch(1000, inputs, outputs)));
  }
  return tasks.reduce((sum, { test }) => sum + accuracy(network, test), 0) / tasks.length;
}

function part(from: Batch, start: number, rows: number, into: Batch): Batch {
  const [width, classes] = [from.inputs.shape[1]!, from.targets.shape[1]!];
  into.inputs.data.set(from.inputs.data.subarray(start * width, (start + rows) * width));
  into.targets.data.set(from.targets.data.subarray(start * classes, (start + rows) * classes));
  into.size = rows;
  return into;
}

function accuracy(network: Network, test: Batch): number {
  const outputs = network.predict(test.inputs).data;
  const classes = test.targets.shape[1]!;
  let right = 0;
  for (let row = 0; row < test.size; row += 1) {
    const predicted = outputs.subarray(row * classes, (row + 1) * classes);
    const best = predicted.indexOf(Math.max(...predicted));
    right += test.targets.data[row * classes + best]!;
  }
  return right / test.size;
}
