import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { CheckpointError } from '../checkpoint-error.js';
import { codeOf } from '../io/file-system.js';
import type { Committer, CommitterConfig } from '../save/committer.js';
import { NodeDisk } from './node-disk.js';
import { WorkerCommitter } from './worker-committer.js';

/** How to use the disk of this machine. */
export type NodeFileSystemOptions = {
  /**
   * Where checkpoints are hashed and written: `worker` (default) is a thread of its own, so that the caller's only waits
   * for the copy of its state. Where no thread can be started, it is `main`.
   */
  readonly thread?: 'worker' | 'main';
};

const OPTION_NAMES: OptionNames<NodeFileSystemOptions> = { thread: true };

/** The disk of this machine, with a thread of its own for writing. */
export class NodeFileSystem extends NodeDisk {
  readonly #thread: 'worker' | 'main';

  /** @throws CheckpointError `OPTION` if an option is unknown or is not one of its words. */
  constructor(options: NodeFileSystemOptions = {}) {
    super();
    check.names('NodeFileSystem', options, OPTION_NAMES);
    this.#thread = options.thread ?? 'worker';
    check.oneOf('thread', this.#thread, ['worker', 'main']);
  }

  /** For the store: opens what writes in the thread; undefined where it is `main`. */
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

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }
}
