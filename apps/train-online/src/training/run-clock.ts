/** What a run has taken so far. */
export type RunTimes = {
  /** Wall-clock seconds. */
  readonly seconds: number;
  /** CPU-seconds of all threads, saving and reporting included. */
  readonly cpuSeconds: number;
};

/** Time spent on a run, together with what it took before it was resumed. Never part of the state. */
export class RunClock implements RunTimes {
  readonly #startedMs: number = performance.now();
  readonly #startedCpu = process.cpuUsage();
  readonly #secondsBefore: number;
  readonly #cpuSecondsBefore: number;

  constructor(before?: RunTimes) {
    this.#secondsBefore = before?.seconds ?? 0;
    this.#cpuSecondsBefore = before?.cpuSeconds ?? 0;
  }

  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#startedMs) / 1000;
  }

  get cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.#startedCpu);
    return this.#cpuSecondsBefore + (user + system) / 1e6;
  }
}
