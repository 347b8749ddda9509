import { type EventLog, MemoryEventLog } from '../src/index.js';

/** A log that is as slow as a test likes. */
export function slowLog() {
  const log = new MemoryEventLog();
  let wait: Promise<void> = Promise.resolve();
  let go: () => void = () => undefined;
  const slow: EventLog = {
    get first() {
      return log.first;
    },
    get last() {
      return log.last;
    },
    append: async (events) => {
      await wait;
      // A disk takes longer than a few turns of promises.
      await new Promise((resolve) => setImmediate(resolve));
      await log.append(events);
    },
    read: (after) => log.read(after),
    drop: (until) => log.drop(until),
    close: () => log.close(),
  };
  const hold = (): void => {
    wait = new Promise((resolve) => {
      go = resolve;
    });
  };
  return { log: slow, hold, go: () => go() };
}
