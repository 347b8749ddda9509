import type { CheckpointErrorCode } from '../checkpoint-error.js';
import type { CheckpointInfo } from '../folder/manifest.js';
import type { CommitRequest, SweepOptions, SweepResult } from '../save/committer.js';

/** What the main thread asks of the writing thread. */
export type WorkerRequest =
  | { readonly id: number; readonly method: 'commit'; readonly request: CommitRequest }
  | { readonly id: number; readonly method: 'sweep'; readonly options: SweepOptions };

/** An error in a form that crosses threads: instances lose their class there. */
export type PlainError = {
  readonly message: string;
  readonly code: string | undefined;
  /** Set for this package's own errors. */
  readonly checkpointCode: CheckpointErrorCode | undefined;
};

/** What a request results in; nothing for the opening of the folder. */
export type WorkerResult = CheckpointInfo | SweepResult | undefined;

/** What the writing thread answers. The answer to number 0 says that it has opened the folder. */
export type WorkerResponse =
  | { readonly id: number; readonly result: WorkerResult }
  | { readonly id: number; readonly error: PlainError };
