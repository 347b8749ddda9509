import { KeyedError, type LearnerFactory } from '@graph/keyed';
import { PostgresEventLog, PostgresStateTable } from '@graph/keyed/postgres';
import { UsageError } from '../settings/usage-error.js';
import { factoryOf } from './key-learners.js';
import { type KeyedSettings, readSettings } from './keyed-settings.js';
import { type KeyedStore, openKeyedStore } from './keyed-store.js';

/** Partitions of a new group in a folder: one process has them all. */
const FOLDER_PARTITIONS = 8;

/** Where to find a group. */
export type GroupPlace = { readonly store: string; readonly group: string };

/** The log, the states and the learners of one group. */
export type KeyedGroup = {
  readonly store: KeyedStore;
  readonly log: PostgresEventLog;
  readonly table: PostgresStateTable;
  readonly factory: LearnerFactory;
  readonly settings: KeyedSettings;
};

/**
 * Opens a group, does something with it, and closes it whatever happens.
 *
 * @throws UsageError if the group is not there.
 */
export async function withGroup<T>(place: GroupPlace, use: (group: KeyedGroup) => Promise<T>): Promise<T> {
  const store = await openKeyedStore(place.store, false);
  try {
    const settings = await readSettings(store, place.group);
    if (settings === undefined)
      throw new UsageError(
        `--group ${place.group} is not there yet. Make it with train-online keyed produce --data FILE --key COLUMN --target COLUMN.`,
      );
    return await use(await openGroup(store, place.group, settings));
  } finally {
    await store.close();
  }
}

/**
 * Opens log, table and learners of a group.
 *
 * @param partitions - of a new one; of one that is there, what they must be.
 * @throws UsageError if they are others.
 */
export async function openGroup(
  store: KeyedStore,
  group: string,
  settings: KeyedSettings,
  partitions?: number,
): Promise<KeyedGroup> {
  const isNew = async (): Promise<boolean> => {
    const { rows } = await store.query("SELECT to_regclass('keyed_log') IS NULL AS isnew", []);
    if ((rows[0] as { readonly isnew?: unknown }).isnew === true) return true;
    return (await store.query('SELECT p FROM keyed_log WHERE grp = $1 LIMIT 1', [group])).rows.length === 0;
  };
  const count = partitions ?? (store.isAlone && (await isNew()) ? FOLDER_PARTITIONS : undefined);
  const options = { query: store.query, group, ...(count === undefined ? {} : { partitions: count }) };
  try {
    const log = await PostgresEventLog.open(options);
    const table = await PostgresStateTable.open({ ...options, partitions: log.partitions });
    return { store, log, table, factory: factoryOf(settings), settings };
  } catch (error) {
    if (KeyedError.is(error) && error.code === 'OPTION')
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
