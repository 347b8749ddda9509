/** Time spent on a run, together with what it took before it was resumed. Never part of the state. */
export class RunClock {
  readonly #startedMs: number = performance.now();
  readonly #startedCpu = process.cpuUsage();
  readonly #secondsBefore: number;
  readonly #cpuSecondsBefore: number;

  constructor(before?: { readonly seconds: number; readonly cpuSeconds: number }) {
    this.#secondsBefore = before?.seconds ?? 0;
    this.#cpuSecondsBefore = before?.cpuSeconds ?? 0;
  }

  /** Wall-clock seconds. */
  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#startedMs) / 1000;
  }

  /** CPU-seconds of all threads, saving and reporting included. */
  get cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.#startedCpu);
    return this.#cpuSecondsBefore + (user + system) / 1e6;
  }
}
