import type { Task } from '@graph/stream';

/** What experts answer with: one number or one probability of yes for each target, or a probability for each class. */
export type Outputs = {
  readonly task: Task;
  readonly targets: number;
  /** Answers to a row: as many as there are targets, or classes, at least two; it grows. */
  readonly width: number;
};
