import type { Committer, CommitterConfig } from '../committer.js';
import { CheckpointError } from '../errors.js';
import { codeOf } from '../file-system.js';
import { NodeDisk } from './node-disk.js';
import { WorkerCommitter } from './worker-committer.js';

/** Makes the disk of this machine a `FileSystem`, with a thread of its own for writing. */
export class NodeFileSystem extends NodeDisk {
  readonly #thread: 'worker' | 'main';

  /**
   * @param options.thread - where checkpoints are hashed and written: `worker` (default) is a thread of its own, so
   * that the caller's only waits for the copy of its state. Where no thread can be started, it is `main`.
   */
  constructor(options: { readonly thread?: 'worker' | 'main' } = {}) {
    super();
    this.#thread = options.thread ?? 'worker';
  }

  async openCommitter(config: CommitterConfig): Promise<Committer | undefined> {
    if (this.#thread === 'main') return undefined;
    try {
      return await WorkerCommitter.open(config);
    } catch (error) {
      // What the folder is refused for would be refused in this thread too.
      if (CheckpointError.is(error) || codeOf(error)?.startsWith('ERR_') !== true) throw error;
      return undefined;
    }
  }

  now(): number {
    return Date.now();
  }
}
