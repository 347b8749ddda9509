import { setImmediate as yieldToEvents } from 'node:timers/promises';

/** The time of a run; a test may have its own. */
export type TrainClock = {
  /** Milliseconds since whenever. */
  now(): number;
  /** Calls `tick` every so many milliseconds, until the function that it returns is called. */
  every(milliseconds: number, tick: () => void): () => void;
  /** Lets signals and finished writes be handled. */
  yield(): Promise<void>;
};

/** The time of this machine. */
export const machineClock: TrainClock = {
  now: () => performance.now(),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds);
    return () => clearInterval(timer);
  },
  yield: () => yieldToEvents(),
};
