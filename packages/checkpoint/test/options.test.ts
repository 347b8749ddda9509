import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  CheckpointStore,
  type CheckpointStoreOptions,
  keepBest,
  MemoryFileSystem,
} from '../src/index.js';
import { NodeFileSystem } from '../src/node/index.js';

const open = (options: object): Promise<CheckpointStore> =>
  CheckpointStore.open({ fileSystem: new MemoryFileSystem(), folder: '/run', ...options });

/** What goes wrong, as a caller without types meets it. */
const cases: [message: string, act: () => unknown][] = [
  ['CheckpointStore has no option retain; it has', () => open({ retain: [] })],
  ['CheckpointStore has no option chunkByte; did you mean chunkBytes?', () => open({ chunkByte: 1 })],
  ['the options of CheckpointStore are undefined', () => CheckpointStore.open(undefined as never)],
  ['fileSystem is missing', () => CheckpointStore.open({ folder: '/run' } as never)],
  ['folder is empty', () => open({ folder: '' })],
  ['access is "readonly", wanted one of read, write', () => open({ access: 'readonly' })],
  ['takeOver is true', () => open({ takeOver: true })],
  ['chunkBytes is 0', () => open({ chunkBytes: 0 })],
  ['retention is not a list of rules', () => open({ retention: keepBest(1, 'min') })],
  ['retention[0] is not a rule', () => open({ retention: [5] })],
  [
    'retention[1]: keep is "lats"',
    () => open({ retention: [keepBest(1, 'min'), { keep: 'lats', count: 1 }] }),
  ],
  [
    'retention[0] is undefined, wanted a whole number',
    () => open({ retention: [{ keep: 'every', count: 1 }] }),
  ],
  ['keepBest: mode is undefined', () => (keepBest as (count: number) => unknown)(1)],
  ['stateVersion is 0', () => open({ stateVersion: 0 })],
  ['migrations has one from version 2 on', () => open({ stateVersion: 2, migrations: { 2: () => ({}) } })],
  ['migrations has one from version 1 on', () => open({ migrations: { 1: () => ({}) } })],
  [
    'migrations has one from version one on',
    () => open({ stateVersion: 2, migrations: { one: () => ({}) } }),
  ],
  ['migrations[1] is not a function', () => open({ stateVersion: 2, migrations: { 1: 'rename' } })],
  ['save has no option example; did you mean examples?', saving({ example: 1 })],
  ['the options of save are undefined', saving(undefined)],
  ['examples is undefined', saving({})],
  ['examples is 1.5', saving({ examples: 1.5 })],
  ['metric is a string', saving({ examples: 1, metric: '1' })],
  ['summary cannot be written as JSON', saving({ examples: 1, summary: { count: 1n } })],
  ['load has no option limitByte; did you mean limitBytes?', loading('newest', { limitByte: 1 })],
  ['only is not a list of paths', loading('newest', { only: 'a' })],
  ['only is not a list of paths', loading('newest', { only: [1] })],
  ['the checkpoint is "latest", wanted one of newest, best', loading('latest', {})],
  ['the checkpoint is 1.5', loading(1.5, {})],
  ['onMismatch is "warn"', loading('newest', { onMismatch: 'warn' })],
  ['mode is "most"', loading('best', { mode: 'most' })],
  ['limitBytes is -1', loading('newest', { limitBytes: -1 })],
  ['limitBytes is NaN', loading('newest', { limitBytes: Number.NaN })],
  [
    'prune has no option dry; it has retention, dryRun',
    async () => (await open({})).prune({ dry: true } as never),
  ],
  ['dryRun is 1', async () => (await open({})).prune({ dryRun: 1 } as never)],
  ['retention[0] is not a rule', async () => (await open({})).prune({ retention: ['last'] } as never)],
  [
    'MemoryFileSystem has no option file; did you mean files?',
    () => new MemoryFileSystem({ file: [] } as never),
  ],
  ['thread is "gpu"', () => new NodeFileSystem({ thread: 'gpu' } as never)],
  [
    'NodeFileSystem has no option threads; did you mean thread?',
    () => new NodeFileSystem({ threads: 1 } as never),
  ],
];

function saving(options: unknown): () => Promise<unknown> {
  return async () => (await open({})).save({ a: 1 }, options as never);
}

function loading(which: unknown, options: unknown): () => Promise<unknown> {
  return async () => {
    const store = await open({});
    await store.save({ a: 1 }, { examples: 1, metric: 1 }).durable;
    return store.load(which as never, options as never);
  };
}

describe('options', () => {
  it.each(cases)('are refused: %s', async (message, act) => {
    let failure: unknown;
    try {
      await act();
    } catch (error) {
      failure = error;
    }
    expect(CheckpointError.is(failure) && failure.code).toBe('OPTION');
    expect((failure as Error).message).toContain(message);
  });

  it('refuse before the folder is made', async () => {
    const fileSystem = new MemoryFileSystem();
    const options = { fileSystem, folder: '/run', chunkBytes: -1 } satisfies CheckpointStoreOptions;
    await expect(CheckpointStore.open(options)).rejects.toThrow(CheckpointError);
    expect(await fileSystem.list('/')).toEqual([]);
  });

  it('of a save that was refused leave the store as it was', async () => {
    const store = await open({});
    expect(() => store.save({ a: 1 }, { examples: -1 })).toThrow(CheckpointError);
    await store.save({ a: 2 }, { examples: 1 }).durable;
    expect((await store.load()).tree).toEqual({ a: 2 });
  });

  it('of a save are copied: a summary that changes while it waits is written as it was', async () => {
    const store = await open({});
    const summary = { loss: 1, notes: ['a'] };
    const saves = [1, 2].map((examples) => store.save({ examples }, { examples, summary }));
    summary.loss = 9;
    summary.notes.push('b');
    for (const { durable } of saves) expect((await durable).summary).toEqual({ loss: 1, notes: ['a'] });
  });
});
