import { ndArray } from '@graph/core';
import type { ContinualLearner } from '../learner/continual-learner.js';
import type { Images } from './images.js';
import { placeImage } from './place-image.js';
import type { StudyTask } from './streams.js';

/** Rows that are judged in one go. */
const ROWS = 250;

/** Tells the share of a task's images that are told right, among all classes and among those of the task. */
export function judge(
  learner: ContinualLearner,
  test: Images,
  task: StudyTask,
): { readonly accuracy: number; readonly ofTask: number } {
  const width = test.side * test.side;
  const classes = task.classes.length;
  const inputs = ndArray(new Float32Array(ROWS * width), [ROWS, width]);
  const out = ndArray(new Float32Array(ROWS * classes), [ROWS, classes]);
  let [right, rightOfTask] = [0, 0];
  for (let from = 0; from < task.test.length; from += ROWS) {
    const rows = Math.min(ROWS, task.test.length - from);
    for (let row = 0; row < rows; row += 1) placeImage(test, task.test[from + row]!, task, inputs.data, row);
    learner.predict(inputs, { rows, out });
    for (let row = 0; row < rows; row += 1) {
      const label = test.labels[task.test[from + row]!]!;
      let [best, bestOfTask] = [0, -1];
      for (let at = 0; at < classes; at += 1) {
        const score = out.data[row * classes + at]!;
        if (score > out.data[row * classes + best]!) best = at;
        if (task.classes[at] === 1 && (bestOfTask < 0 || score > out.data[row * classes + bestOfTask]!))
          bestOfTask = at;
      }
      if (best === label) right += 1;
      if (bestOfTask === label) rightOfTask += 1;
    }
  }
  return { accuracy: right / task.test.length, ofTask: rightOfTask / task.test.length };
}
