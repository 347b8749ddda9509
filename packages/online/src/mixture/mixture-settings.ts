import { adamw, type Loss, type Optimizer } from '@graph/learner';
import type { LearningSettings } from '../session/learning-settings.js';

/** How a mixture learns. */
export type MixtureSettings = {
  readonly seed: number;
  /** Rows that the memory holds. */
  readonly capacity: number;
  /** Rows that a network rehearses in each update, new rows that it waits for, and updates then. */
  readonly rehearsed: number;
  readonly every: number;
  readonly updates: number;
  /** Factor to the rows after which the work of networks gets lighter. */
  readonly effort: number;
  readonly hidden: readonly number[];
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  /** Whether experts respond when the world has changed. */
  readonly responds: boolean;
};

/** What a mixture that learns no more need not know. */
export const FROZEN: Omit<MixtureSettings, 'loss'> = {
  seed: 0,
  capacity: 1,
  rehearsed: 0,
  every: 1,
  updates: 1,
  effort: 1,
  hidden: [],
  optimizer: adamw(),
  responds: true,
};

/** Takes from the settings of a session what a mixture needs. */
export function mixtureSettings(
  { seed, effort, batchSize, updatesPerBatch, replay, network, optimizer }: LearningSettings,
  rest: Pick<MixtureSettings, 'loss' | 'responds'>,
): MixtureSettings {
  const rehearsed = Math.min(Math.round(batchSize * replay.ratio), batchSize - 1);
  return {
    seed,
    capacity: replay.capacity,
    rehearsed,
    every: batchSize - rehearsed,
    updates: updatesPerBatch,
    effort,
    hidden: network.hidden,
    optimizer,
    ...rest,
  };
}
