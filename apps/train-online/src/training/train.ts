import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { LevelChange, TrainingSession } from '@graph/online';

/** How far to train, and when to save. */
export type TrainPlan = {
  /** New examples at which to stop; undefined = when the stream ends or the signal comes. */
  readonly examples: number | undefined;
  readonly checkpointInterval: number;
  readonly checkpointEveryMs: number;
  readonly signal: AbortSignal;
};

/** What happens while training, for those who show or save it. */
export type TrainEvents = {
  readonly onCheckpoint: () => void | Promise<void>;
  readonly onStep: () => void;
  readonly onLevelChange: (change: LevelChange) => void;
};

/** Signals and finished writes are looked at this often; between two looks the loop has the thread for itself. */
const YIELD_EVERY_MS = 20;

/**
 * The loop: generate → buffer → batch → train → replay → consolidate.
 *
 * Batches fill up without regard to where a run stops or saves: rows that have been generated but not yet learned are
 * part of the state, so a run that is stopped anywhere and resumed does exactly what it would have done.
 */
export async function train(session: TrainingSession, plan: TrainPlan, events: TrainEvents): Promise<void> {
  const { signal, checkpointInterval } = plan;
  const target = plan.examples ?? Number.POSITIVE_INFINITY;
  let yieldedMs = performance.now();
  let savedMs = yieldedMs;
  while (session.examples < target && !session.ended && !signal.aborted) {
    // generate → buffer
    const untilCheckpoint = checkpointInterval - (session.examples % checkpointInterval);
    const filling = session.fill(Math.min(target - session.examples, untilCheckpoint));
    const filled = typeof filling === 'number' ? filling : await filling;

    // batch → train → replay
    if (session.isStepDue) {
      const { change } = session.step();
      events.onStep();
      if (change !== undefined) events.onLevelChange(change);
      // consolidate
      session.consolidateIfDue();
    }

    const nowMs = performance.now();
    const isAtInterval = filled > 0 && session.examples % checkpointInterval === 0;
    if (isAtInterval || nowMs - savedMs >= plan.checkpointEveryMs) {
      await events.onCheckpoint();
      savedMs = nowMs;
    }
    if (nowMs - yieldedMs >= YIELD_EVERY_MS) {
      await yieldToEvents();
      yieldedMs = performance.now();
    }
  }
}
