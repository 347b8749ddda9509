import { check } from '../check.js';
import { LearnerError } from '../learner-error.js';

/** What a linear model answers: the probability of the second of two classes, a number, or a probability for each class. */
export type LinearTask = 'binary' | 'number' | 'classes';

export const LINEAR_TASKS: readonly LinearTask[] = ['binary', 'number', 'classes'];

/** Most classes of a linear model. */
export const MOST_OUTPUTS = 65_536;

/** Checks a task and its number of outputs, and returns that. @throws LearnerError `OPTION` */
export function checkTask(task: LinearTask, outputs: number | undefined): number {
  check.oneOf('task', task, LINEAR_TASKS);
  const count = outputs ?? (task === 'classes' ? 2 : 1);
  check.wholeNumber(
    'outputs',
    count,
    task === 'classes' ? { min: 1, max: MOST_OUTPUTS } : { min: 1, max: 1 },
  );
  return count;
}

/** Checks that further outputs are possible. @throws LearnerError `OPTION` */
export function checkNewOutputs(task: LinearTask, outputs: number, count: number): void {
  if (task !== 'classes') throw check.error(`the task is ${task}, wanted classes to add outputs to`);
  check.wholeNumber('count', count, { min: 1, max: MOST_OUTPUTS - outputs });
}

/** Checks what is to be learned. @throws LearnerError `NON_FINITE`, `SHAPE` */
export function checkTarget(task: LinearTask, outputs: number, target: number): void {
  if (task === 'number') {
    if (!Number.isFinite(target))
      throw new LearnerError('NON_FINITE', `the target is ${target}, wanted a finite number`, { row: 0 });
    return;
  }
  const count = task === 'binary' ? 2 : outputs;
  if (!(Number.isInteger(target) && target >= 0 && target < count))
    throw new LearnerError('SHAPE', `the target is ${target}, wanted a class from 0 to ${count - 1}`);
}

/** Checks that there is room for the answers. @throws LearnerError `SHAPE` */
export function checkRoom(out: { readonly length: number }, outputs: number): void {
  if (out.length < outputs)
    throw new LearnerError('SHAPE', `there is room for ${out.length} answers, wanted ${outputs}`);
}
