import type { LevelChange, StepResult, TrainingSession } from '@graph/online';
import { Arrival } from './arrival.js';
import type { TrainClock } from './train-clock.js';

/** How far to train, and when to save. */
export type TrainPlan = {
  /** New examples at which to stop; undefined = when the stream ends or the signal comes. */
  readonly examples: number | undefined;
  readonly checkpointInterval: number;
  readonly checkpointEveryMs: number;
  readonly signal: AbortSignal;
  readonly clock: TrainClock;
};

/** What happens while training, for those who show or save it. */
export type TrainEvents = {
  /**
   * Saves, and returns whether it did.
   *
   * @param reason - the interval has ended; or it is time to, whatever the interval.
   */
  readonly onCheckpoint: (reason: 'interval' | 'time') => Promise<boolean>;
  readonly onStep: (result: StepResult) => void;
  readonly onLevelChange: (change: LevelChange) => void;
  /** No row has come for a while. */
  readonly onWait: () => void;
};

/** Signals and finished writes are looked at this often; between two looks the loop has the thread for itself. */
const YIELD_EVERY_MS = 20;

/** How often a run that waits for rows looks at the clock. */
const TICK_MS = 500;

/**
 * The loop: generate → buffer → batch → train → replay → consolidate.
 *
 * Batches fill up without regard to where a run stops or saves: rows that have been generated but not yet learned are
 * part of the state, so a run that is stopped anywhere and resumed does exactly what it would have done. While no row
 * comes, a stop and the clock are heard all the same.
 *
 * @returns why the source of the rows failed, if it did: what came before that was taken.
 */
export async function train(
  session: TrainingSession,
  plan: TrainPlan,
  events: TrainEvents,
): Promise<{ readonly failure?: unknown }> {
  const { signal, checkpointInterval, clock } = plan;
  const target = plan.examples ?? Number.POSITIVE_INFINITY;
  const arrival = new Arrival();
  let yieldedMs = clock.now();
  let savedMs = yieldedMs;
  const saveIfTime = async (nowMs: number): Promise<void> => {
    if (nowMs - savedMs < plan.checkpointEveryMs) return;
    if (await events.onCheckpoint('time')) savedMs = nowMs;
  };
  const rowsOf = async (filling: Promise<number>): Promise<number | undefined> => {
    for (let waits = 0; ; waits += 1) {
      const rows = await arrival.wait(filling);
      if (rows !== undefined || signal.aborted) return rows;
      if (waits === 1) events.onWait();
      await saveIfTime(clock.now());
    }
  };

  const stopClock = clock.every(TICK_MS, arrival.wake);
  signal.addEventListener('abort', arrival.wake);
  try {
    while (session.examples < target && !session.ended && !signal.aborted) {
      // generate → buffer
      const untilCheckpoint = checkpointInterval - (session.examples % checkpointInterval);
      const filling = session.fill(Math.min(target - session.examples, untilCheckpoint));
      let filled: number | undefined;
      try {
        filled = typeof filling === 'number' ? filling : await rowsOf(filling);
      } catch (failure) {
        return { failure };
      }
      if (filled === undefined) break;

      // batch → train → replay
      if (session.isStepDue) {
        const result = session.step();
        const { change } = result;
        events.onStep(result);
        if (change !== undefined) events.onLevelChange(change);
        // consolidate
        session.consolidateIfDue();
      }

      const nowMs = clock.now();
      if (filled > 0 && session.examples % checkpointInterval === 0) {
        if (await events.onCheckpoint('interval')) savedMs = nowMs;
      } else await saveIfTime(nowMs);
      if (nowMs - yieldedMs >= YIELD_EVERY_MS) {
        await clock.yield();
        yieldedMs = clock.now();
      }
    }
    return {};
  } finally {
    stopClock();
    signal.removeEventListener('abort', arrival.wake);
  }
}
