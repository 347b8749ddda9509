import { CheckpointError } from '@graph/checkpoint';
import { ServedModel, ServeError } from '@graph/serve';
import { UsageError } from '../settings/usage-error.js';
import type { ServeResult } from './run-serve.js';
import { holdsStore, lost, openStore } from './store.js';

/** Makes a served model again what it was after an event. @throws UsageError if it cannot be done as asked. */
export async function runRollback(folder: string, to: number): Promise<ServeResult> {
  if (!holdsStore(folder))
    throw new UsageError(
      `${folder} holds no events. Wanted the folder that train-online serve --store has written.`,
    );
  try {
    const store = await openStore(folder);
    const served = await ServedModel.open({ ...store, now: Date.now });
    try {
      await served.rollback(to);
      return { event: served.sequence, rows: served.report().version, digest: served.digest };
    } finally {
      await served.close();
    }
  } catch (error) {
    if (ServeError.is(error) && error.code === 'LOG_LOST') throw lost(`--to ${to}`, error);
    const isUsage =
      (ServeError.is(error) && error.code === 'REQUEST') ||
      (CheckpointError.is(error) && error.code === 'LOCKED');
    if (isUsage) throw new UsageError((error as Error).message, { cause: error });
    throw error;
  }
}
