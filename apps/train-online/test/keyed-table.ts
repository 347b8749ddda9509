import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointStore, digest } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import {
  type BankedModelState,
  type BankedModelsOptions,
  bankedModels,
  type KeyedLearner,
  writeOnlineEvent,
} from '@graph/keyed';
import { OnlineModel, type OnlineModelOptions, type OnlineModelState } from '@graph/online';
import { TableReader } from '@graph/stream';
import { fileSources } from '@graph/stream/node';
import { cli } from './cli.js';

/** The flags that say what the table is. */
export const KEYED = ['--key', 'sensor', '--target', 'watts'] as const;

/** What `keyed --json` prints. */
export type KeyedReport = {
  readonly rows: number;
  readonly added: number;
  readonly events: number;
  readonly setAside: number;
  readonly keys: readonly {
    readonly key: string;
    readonly rows: number;
    readonly score: number | null;
    readonly digest: string;
    readonly stateDigest: string;
  }[];
};

const rowAt = (at: number) => ({
  hour: at % 24,
  kind: ['lamp', 'pump', 'oven'][at % 3]!,
  weekend: at % 7 > 4,
  since: `2024-05-${String(1 + (at % 28)).padStart(2, '0')}`,
  watts: (at % 24) * 10 + (at % 5) + 0.5,
});
const keyAt = (at: number, keys: number): string => `s-${(at * 7) % keys}`;

/** Writes rows of some keys as `events.csv` into a folder. */
export function writeTable(folder: string, rows: number, keys: number): void {
  const lines = Array.from({ length: rows }, (_, at) => {
    const { hour, kind, weekend, since, watts } = rowAt(at);
    return [keyAt(at, keys), hour, kind, weekend ? 'yes' : 'no', since, watts].join(',');
  });
  writeFileSync(
    join(folder, 'events.csv'),
    ['sensor,hour,kind,weekend,since,watts', ...lines, ''].join('\n'),
  );
}

/** Exports one key of a group into a folder, and reads what the checkpoint holds. */
async function exportOne(folder: string, place: readonly string[]): Promise<unknown> {
  const { code, stderr } = await cli(['keyed', 'export', 's-1', '--output', 'one', ...place], folder);
  if (code !== 0 || stderr !== '') throw new Error(`exit ${code}: ${stderr}`);
  const fileSystem = new NodeFileSystem();
  const store = await CheckpointStore.open({ fileSystem, folder: join(folder, 'one'), access: 'read' });
  const { tree } = await store.load();
  await store.close();
  return tree;
}

/** The options of the bank that a group has: exports one of its keys into the folder `one`, and reads it. */
export async function bankOf(folder: string, place: readonly string[] = []): Promise<BankedModelsOptions> {
  const { model } = (await exportOne(folder, place)) as { readonly model: BankedModelState };
  return JSON.parse(model.options) as BankedModelsOptions;
}

/** The digests of keys in a bank of their own that have learned those rows with nothing in between. */
export function bankDigests(
  options: BankedModelsOptions,
  rows: number,
  keys: number,
): Readonly<Record<string, string>> {
  const factory = bankedModels(options);
  const learners = new Map<string, KeyedLearner>();
  for (let at = 0; at < rows; at += 1) {
    const key = keyAt(at, keys);
    const learner = learners.get(key) ?? factory.create(key);
    learners.set(key, learner);
    learner.apply(writeOnlineEvent({ kind: 'learn', row: rowAt(at) }));
  }
  return Object.fromEntries([...learners].map(([key, learner]) => [key, digest({ state: learner.state() })]));
}

/** The digests of models that have learned those rows, each its own, with the options of one that is exported into the folder `one`. */
export async function modelDigests(
  folder: string,
  place: readonly string[],
  rows: number,
  keys: number,
): Promise<Readonly<Record<string, string>>> {
  const { options } = (await exportOne(folder, place)) as OnlineModelState;
  const sources = await fileSources([join(folder, 'events.csv')]);
  const reader = await TableReader.open(sources, { target: 'watts', exclude: ['sensor'] });
  await reader.close();
  const all = { ...(JSON.parse(options) as OnlineModelOptions), schema: reader.schema };
  const models = new Map<string, OnlineModel>();
  for (let at = 0; at < rows; at += 1) {
    const key = keyAt(at, keys);
    const model = models.get(key) ?? new OnlineModel(all);
    models.set(key, model);
    model.learnOne(rowAt(at));
  }
  return Object.fromEntries([...models].map(([key, model]) => [key, digest(model.state())]));
}

/** The digests of a report, by key. */
export function digestsOf({ keys }: KeyedReport): Readonly<Record<string, string>> {
  return Object.fromEntries(keys.map(({ key, stateDigest }) => [key, stateDigest]));
}
