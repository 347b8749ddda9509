import { Worker } from 'node:worker_threads';
import { CheckpointError } from '../checkpoint-error.js';
import type { CheckpointInfo } from '../folder/manifest.js';
import { commitWorkerSource } from '../generated/commit-worker-source.js';
import type {
  CommitRequest,
  Committer,
  CommitterConfig,
  SweepOptions,
  SweepResult,
} from '../save/committer.js';
import type { PlainError, WorkerRequest, WorkerResponse } from './worker-messages.js';

type Answer = {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
};

// `Omit` would join the members of the union into one.
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Runs the commit protocol in a thread of its own. Snapshots are in shared memory: nothing is copied in between. */
export class WorkerCommitter implements Committer {
  readonly sharesMemory = true;
  readonly #worker: Worker;
  readonly #answers: Map<number, Answer> = new Map();
  #nextId = 1;
  #death: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (response: WorkerResponse) => this.#receive(response));
    worker.on('error', (error: Error) => this.#die(error));
    worker.on('exit', (code) => this.#die(new Error(`the writing thread ended with code ${code}`)));
  }

  /** Starts the thread and opens the folder in it. @throws whatever either of them throws. */
  static async open(config: CommitterConfig): Promise<WorkerCommitter> {
    const worker = new Worker(commitWorkerSource, {
      eval: true,
      // Flags of the main thread (a loader, an inspector) are not wanted here, and some are refused.
      execArgv: [],
      // What a save leaves behind it is garbage at once: more room for it is only memory taken.
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
      workerData: config,
    });
    const committer = new WorkerCommitter(worker);
    try {
      await new Promise((resolve, reject) => committer.#answers.set(0, { resolve, reject }));
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    worker.unref();
    return committer;
  }

  commit(request: CommitRequest): Promise<CheckpointInfo> {
    return this.#ask<CheckpointInfo>({ method: 'commit', request });
  }

  sweep(options: SweepOptions): Promise<SweepResult> {
    return this.#ask<SweepResult>({ method: 'sweep', options });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask<T>(request: WithoutId<WorkerRequest>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#death !== undefined) {
        reject(this.#death);
        return;
      }
      const id = this.#nextId++;
      this.#answers.set(id, { resolve: resolve as (result: unknown) => void, reject });
      // While it writes, the thread keeps the process alive; while it waits, it does not.
      this.#worker.ref();
      this.#worker.postMessage({ id, ...request } satisfies WorkerRequest);
    });
  }

  #receive(response: WorkerResponse): void {
    const answer = this.#answers.get(response.id);
    this.#answers.delete(response.id);
    if (this.#answers.size === 0) this.#worker.unref();
    if ('error' in response) answer?.reject(revive(response.error));
    else answer?.resolve(response.result);
  }

  #die(error: Error): void {
    this.#death ??= error;
    for (const { reject } of this.#answers.values()) reject(this.#death);
    this.#answers.clear();
  }
}

function revive({ message, code, checkpointCode }: PlainError): Error {
  if (checkpointCode !== undefined) return new CheckpointError(checkpointCode, message);
  return Object.assign(new Error(message), code !== undefined && { code });
}
