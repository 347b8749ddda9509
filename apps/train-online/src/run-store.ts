import {
  CheckpointError,
  CheckpointStore,
  type CheckpointStoreOptions,
  keepBest,
  keepLast,
  type Migrations,
} from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { UsageError } from './settings/usage-error.js';
import { reasonOf } from './terminal/system-words.js';

/** The version of the layout of a run's state: its settings and its session. One more whenever it changes. */
const STATE_VERSION = 1;

/** Under each older version, what makes a state of the next version of it. */
const MIGRATIONS: Migrations = {};

/** Opens a run's checkpoints for looking at them: takes no lock, so that it works beside a run that is training. */
export function openForReading(folder: string): Promise<CheckpointStore> {
  return open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
}

/**
 * Opens a run's checkpoints to add some.
 *
 * @param takeOver - take the lock from whoever holds it.
 * @throws CheckpointError if another process does. UsageError if it cannot be written.
 */
export async function openForTraining(
  folder: string,
  keep: number,
  takeOver = false,
): Promise<CheckpointStore> {
  try {
    return await open({
      fileSystem: new NodeFileSystem(),
      folder,
      retention: rules(keep),
      takeOver: takeOver ? 'any' : 'dead',
    });
  } catch (error) {
    if (!CheckpointError.is(error))
      throw new UsageError(
        `The run's folder ${folder} cannot be written: ${reasonOf(error)}. Name another folder with --output.`,
        { cause: error },
      );
    if (error.code !== 'LOCKED') throw error;
    const advice = 'If you know that it is not running any more, add --take-over.';
    throw new CheckpointError('LOCKED', `${error.message}. ${advice}`, { cause: error });
  }
}

/** Opens a run's checkpoints to delete some, under the run's rules. @throws CheckpointError if the run is training. */
export function openForPruning(folder: string, keep: number): Promise<CheckpointStore> {
  return open({ fileSystem: new NodeFileSystem({ thread: 'main' }), folder, retention: rules(keep) });
}

function open(options: CheckpointStoreOptions): Promise<CheckpointStore> {
  return CheckpointStore.open({ ...options, stateVersion: STATE_VERSION, migrations: MIGRATIONS });
}

const rules = (keep: number) => [keepLast(keep), keepBest(1, 'max')];
