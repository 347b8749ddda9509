import { ndArray, Random } from '@graph/core';
import { layered, Network, sgd, softmaxCrossEntropy } from '@graph/learner';
import {
  ContinualLearner,
  type ContinualLearnerOptions,
  type LabelledRows,
  type Method,
} from '../src/index.js';

export const WIDTH = 8;
export const TASKS = 4;
export const CLASSES = 2 * TASKS;
export const ROWS = 10;

/** Rows of two classes a task, each class a cloud of its own; `task` < 0 gives rows of all classes. */
export function drawRows(
  random: Random,
  centres: Float32Array,
  task: number,
  size = ROWS,
  width = 0.5,
): LabelledRows {
  const labels = Uint16Array.from({ length: size }, () =>
    task < 0 ? random.below(CLASSES) : 2 * task + random.below(2),
  );
  const inputs = ndArray(new Float32Array(size * WIDTH), [size, WIDTH]);
  for (let at = 0; at < size * WIDTH; at += 1) {
    const noise = random.float() + random.float() + random.float() - 1.5;
    inputs.data[at] = centres[labels[Math.floor(at / WIDTH)]! * WIDTH + (at % WIDTH)]! + width * noise;
  }
  return { size, inputs, labels, task: Math.max(0, task) };
}

/** Centres of the classes. */
export function drawCentres(random: Random): Float32Array {
  return new Float32Array(CLASSES * WIDTH).map(() => 2 * random.float() - 1);
}

/** A network for such rows. */
function createNetwork(seed: number, learningRate = 0.1): Network {
  return Network.create(layered({ inputs: WIDTH, hidden: [24], outputs: CLASSES, activation: 'relu' }), {
    loss: softmaxCrossEntropy(),
    optimizer: sgd({ learningRate }),
    seed,
    maxBatch: 128,
  });
}

/** A learner of such rows. */
export function createLearner(
  method: Method,
  seed: number,
  options: Partial<ContinualLearnerOptions> = {},
  learningRate = 0.1,
): ContinualLearner {
  return new ContinualLearner({
    network: createNetwork(seed, learningRate),
    method,
    capacity: 60,
    seed,
    ...options,
  });
}

/** Share of rows of each task that are told right, `[tasks]`; among all classes, or only those of the task. */
function accuracies(learner: ContinualLearner, rows: LabelledRows, ofTask = false): number[] {
  const scores = learner.predict(rows.inputs).data;
  const [right, all] = [new Array<number>(TASKS).fill(0), new Array<number>(TASKS).fill(0)];
  for (let row = 0; row < rows.size; row += 1) {
    const task = Math.floor(rows.labels[row]! / 2);
    const [from, to] = ofTask ? [2 * task, 2 * task + 2] : [0, CLASSES];
    let best = from;
    for (let at = from; at < to; at += 1)
      if (scores[row * CLASSES + at]! > scores[row * CLASSES + best]!) best = at;
    all[task]! += 1;
    if (best === rows.labels[row]) right[task]! += 1;
  }
  return right.map((count, task) => count / all[task]!);
}

/** Learns all tasks one after another; returns mean accuracy at the end, and mean forgetting since each task was learned. */
export function runStream(
  learner: ContinualLearner,
  seed: number,
  { batches = 40, noise = 0.5 } = {},
): { accuracy: number; forgetting: number; ofTask: number } {
  const random = Random.fromSeed(seed, 'stream');
  const centres = drawCentres(random);
  const test = drawRows(random, centres, -1, 400, noise);
  const learned: number[] = [];
  for (let task = 0; task < TASKS; task += 1) {
    for (let batch = 0; batch < batches; batch += 1)
      learner.learn(drawRows(random, centres, task, ROWS, noise));
    learned.push(accuracies(learner, test)[task]!);
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const last = accuracies(learner, test);
  return {
    accuracy: mean(last),
    forgetting: mean(learned.slice(0, -1).map((value, task) => value - last[task]!)),
    ofTask: mean(accuracies(learner, test, true)),
  };
}
