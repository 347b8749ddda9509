import { KeyedError, partitionStatus, Worker, type WorkerOptions } from '@graph/keyed';
import type { StopSignals } from '../training/stop-signals.js';

/** A worker looks so often whether there is something to do. */
const IDLE_MS = 200;

/** How a worker goes on. */
export type WorkOptions = {
  /** Whether it ends where the log has nothing more for anybody. */
  readonly untilEmpty: boolean;
  readonly stop: StopSignals;
  /** Told how many events it has committed. */
  readonly progress: (events: number) => void;
  readonly say: (line: string) => void;
};

/**
 * Lets a worker work until it is told to stop, or nothing is left; then it gives its partitions back.
 *
 * @returns how many events it has committed.
 * @throws what stopped a partition, where a person must look and nothing else is left to do.
 */
export async function runWorker(options: WorkerOptions, work: WorkOptions): Promise<number> {
  const { stop, untilEmpty, progress, say } = work;
  const worker = new Worker(options);
  const said = new Map<string, unknown>();
  try {
    while (!stop.signal.aborted) {
      const { events, failures } = await worker.step();
      // PostgreSQL within the process lets nothing else in by itself, no signal either.
      await new Promise((resolve) => setImmediate(resolve));
      for (const { partition, error } of failures) tell(partition, error);
      if (events > 0) progress(worker.report().events);
      else if (untilEmpty && (await isEmpty(options))) break;
      else {
        const [first] = said.values();
        if (untilEmpty && first !== undefined) throw first;
        await pause(stop.signal);
      }
    }
  } finally {
    await worker.stop();
  }
  return worker.report().events;

  function tell(partition: number, error: unknown): void {
    // Somebody else has it: all is well.
    if (KeyedError.is(error) && error.code === 'FENCED') return;
    const line = `partition ${partition}: ${(error as Error)?.message ?? String(error)}`;
    if (!said.has(line)) say(line);
    said.set(line, error);
  }
}

async function isEmpty({ log, table }: WorkerOptions): Promise<boolean> {
  return (await partitionStatus(log, table)).every(({ lag }) => lag <= 0);
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, IDLE_MS);
    signal.addEventListener('abort', end);
  });
}
