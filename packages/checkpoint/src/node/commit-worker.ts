import { parentPort, workerData } from 'node:worker_threads';
import { CheckpointError } from '../checkpoint-error.js';
import { codeOf } from '../io/file-system.js';
import type { CommitterConfig } from '../save/committer.js';
import { InlineCommitter } from '../save/inline-committer.js';
import { NodeDisk } from './node-disk.js';
import type { PlainError, WorkerRequest, WorkerResponse, WorkerResult } from './worker-messages.js';

function plain(error: unknown): PlainError {
  return {
    message: error instanceof Error ? error.message : String(error),
    code: codeOf(error),
    checkpointCode: CheckpointError.is(error) ? error.code : undefined,
  };
}

const fileSystem = new NodeDisk();
const opened = InlineCommitter.open(fileSystem, workerData as CommitterConfig);

async function answer(id: number, work: () => Promise<WorkerResult>): Promise<void> {
  let response: WorkerResponse;
  try {
    response = { id, result: await work() };
  } catch (error) {
    response = { id, error: plain(error) };
  }
  parentPort?.postMessage(response);
}

const { folder, lockText } = workerData as CommitterConfig;
if (lockText !== undefined) fileSystem.keepRenewed(`${folder}/LOCK`, lockText);

void answer(0, async () => {
  await opened;
  return undefined;
});
parentPort?.on('message', (message: WorkerRequest) => {
  void answer(message.id, async () => {
    const committer = await opened;
    if (message.method === 'commit') return committer.commit(message.request);
    return committer.sweep(message.options);
  });
});
