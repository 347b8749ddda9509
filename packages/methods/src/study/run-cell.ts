import { ndArray, Random } from '@graph/core';
import { layered, Network, sgd, softmaxCrossEntropy } from '@graph/learner';
import { bytesFor } from '@graph/replay';
import { ContinualLearner } from '../learner/continual-learner.js';
import { rememberedSchema } from '../learner/remembered.js';
import type { StudyData } from './images.js';
import { judge } from './judge.js';
import { shuffle } from './permutation.js';
import { placeImage } from './place-image.js';
import { STREAMS } from './streams.js';
import type { StudyRow } from './study-row.js';

/** What one run of one seed came to. Shares are from 0 to 1. */
export type CellResult = {
  /** Mean over the tasks of the share told right among all classes, at the end. */
  readonly accuracy: number;
  /** The same among the classes of the task alone: task-incremental. */
  readonly ofTask: number;
  /** Mean over all tasks but the last of what was lost since the task was learned; 0 of `joint`. */
  readonly forgetting: number;
  /** Rows learned from. */
  readonly rows: number;
  /** Of learning and of judging. */
  readonly cpuSeconds: number;
  /** Bytes of the remembered rows. */
  readonly memoryBytes: number;
};

/** Outputs, one for each digit. */
const CLASSES = 10;

/**
 * Runs one cell of a table.
 *
 * @param cpuSeconds - reads the process's CPU time.
 */
export function runCell(row: StudyRow, seed: number, data: StudyData, cpuSeconds: () => number): CellResult {
  const start = cpuSeconds();
  const stream = STREAMS[row.stream];
  const { batchSize } = stream;
  const tasks = stream.tasks(data, Random.fromSeed(seed, 'study', row.stream));
  const width = data.train.side * data.train.side;
  const network = Network.create(
    layered({ inputs: width, hidden: [...stream.hidden], outputs: CLASSES, activation: 'relu' }),
    {
      loss: softmaxCrossEntropy(),
      optimizer: sgd({ learningRate: row.learningRate }),
      seed,
      maxBatch: Math.max(256, batchSize + 2 * row.rehearsedRows + 4),
    },
  );
  const learner = new ContinualLearner({
    network,
    method: row.make(),
    capacity: Math.max(1, row.memory),
    rehearsedRows: row.rehearsedRows,
    otherTasksOnly: row.otherTasksOnly ?? stream.otherTasksOnly,
    seed,
  });
  const inputs = ndArray(new Float32Array(batchSize * width), [batchSize, width]);
  const labels = new Uint8Array(batchSize);
  let rows = 0;
  const learn = (tasksOfRows: (at: number) => number, images: Uint32Array, task: number): void => {
    for (let from = 0; from < images.length; from += batchSize) {
      const size = Math.min(batchSize, images.length - from);
      for (let at = 0; at < size; at += 1) {
        const own = tasks[tasksOfRows(from + at)]!;
        placeImage(data.train, images[from + at]!, own, inputs.data, at);
        labels[at] = data.train.labels[images[from + at]!]!;
      }
      learner.learn({ size, inputs, labels, task });
      rows += size;
    }
  };
  const after: number[] = [];
  if (row.method === 'joint') {
    const all = tasks.flatMap(({ train }, task) => Array.from(train, (_, at) => task * 2 ** 20 + at));
    const order = shuffle(Uint32Array.from(all), Random.fromSeed(seed, 'study', 'joint'));
    const taskAt = (at: number): number => Math.floor(order[at]! / 2 ** 20);
    learn(
      taskAt,
      order.map((code, at) => tasks[taskAt(at)]!.train[code % 2 ** 20]!),
      0,
    );
  } else
    for (const [at, task] of tasks.entries()) {
      learn(() => at, task.train, at);
      after.push(judge(learner, data.test, task).accuracy);
    }
  const scores = tasks.map((task) => judge(learner, data.test, task));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    accuracy: mean(scores.map(({ accuracy }) => accuracy)),
    ofTask: mean(scores.map(({ ofTask }) => ofTask)),
    forgetting: mean(after.slice(0, -1).map((value, at) => value - scores[at]!.accuracy)),
    rows,
    cpuSeconds: cpuSeconds() - start,
    memoryBytes: row.memory === 0 ? 0 : bytesFor(rememberedSchema(width, CLASSES), row.memory),
  };
}
