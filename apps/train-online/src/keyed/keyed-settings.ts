import type { BankedModelsOptions } from '@graph/keyed';
import type { OnlineModelOptions } from '@graph/online';
import type { TableOptions } from '@graph/stream';
import type { KeyedStore } from './keyed-store.js';

/** What all learners of a group share, as it is saved with them. */
export type KeyedSettings = {
  /** The column whose words are the keys. */
  readonly key: string;
  /** What was asked for when the group was made, by flag. */
  readonly asked: Readonly<Record<string, string>>;
  /** How tables are written, where it was said. */
  readonly reading: TableOptions;
} & KeyOptions;

/** The options of the learners: of a model for each key, or of small networks in one bank. */
export type KeyOptions =
  | { readonly model: OnlineModelOptions; readonly bank?: undefined }
  | { readonly bank: BankedModelsOptions; readonly model?: undefined };

/** Reads the settings of a group; undefined where there is none. */
export async function readSettings({ query }: KeyedStore, group: string): Promise<KeyedSettings | undefined> {
  await createTable(query);
  const { rows } = await query('SELECT settings FROM keyed_settings WHERE grp = $1', [group]);
  const text = (rows[0] as { readonly settings?: unknown } | undefined)?.settings;
  return typeof text === 'string' ? (JSON.parse(text) as KeyedSettings) : undefined;
}

/** Saves the settings of a new group. @returns those that are saved: another process may have been first. */
export async function saveSettings(
  store: KeyedStore,
  group: string,
  settings: KeyedSettings,
): Promise<KeyedSettings> {
  await createTable(store.query);
  await store.query('INSERT INTO keyed_settings (grp, settings) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    group,
    JSON.stringify(settings),
  ]);
  return (await readSettings(store, group)) ?? settings;
}

async function createTable(query: KeyedStore['query']): Promise<void> {
  const text = 'CREATE TABLE IF NOT EXISTS keyed_settings (grp text PRIMARY KEY, settings text NOT NULL)';
  // Where two do it at once, one may fail: the second time it is there.
  await query(text, []).catch(() => query(text, []));
}
