import type { CheckpointInfo, CommitRequest, SweepOptions, SweepResult } from '../committer.js';
import type { CheckpointErrorCode } from '../errors.js';

/** What the main thread asks of the writing thread. */
export type WorkerRequest =
  | { readonly id: number; readonly method: 'commit'; readonly request: CommitRequest }
  | { readonly id: number; readonly method: 'sweep'; readonly options: SweepOptions };

/** An error in a form that crosses threads: instances lose their class on the way. */
export interface PlainError {
  readonly message: string;
  readonly code: string | undefined;
  /** Set for this package's own errors. */
  readonly checkpointCode: CheckpointErrorCode | undefined;
}

/** What a request results in; nothing for the opening of the folder. */
export type WorkerResult = CheckpointInfo | SweepResult | undefined;

/** What the writing thread answers. The answer to number 0 says that it has opened the folder. */
export type WorkerResponse =
  | { readonly id: number; readonly result: WorkerResult }
  | { readonly id: number; readonly error: PlainError };
