import type { StateTree } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { CheckpointError, CheckpointStore, compareTrees, digest, MemoryFileSystem } from '../src/index.js';
import { selectState } from '../src/tree/select-paths.js';

const folder = '/run';
const state = {
  network: { weights: new Float32Array([1, 2, 3]), bias: new Float32Array([4]) },
  memory: { rows: new Float64Array(500_000), size: 3 },
  a$key: { $odd: 1 },
};

async function saved(tree: StateTree = state): Promise<MemoryFileSystem> {
  const fileSystem = new MemoryFileSystem();
  const store = await CheckpointStore.open({ fileSystem, folder });
  await store.save(tree, { examples: 1 }).durable;
  await store.close();
  return fileSystem;
}

describe('a partial restore', () => {
  it('gives what is at the paths, and reads nothing else', async () => {
    const fileSystem = await saved();
    const read: string[] = [];
    const readInto = fileSystem.readInto.bind(fileSystem);
    fileSystem.readInto = async (path, target) => {
      read.push(path);
      return readInto(path, target);
    };
    const store = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
    const { tree } = await store.load('newest', { only: ['network.weights', 'memory.size', 'a$key.$odd'] });
    expect(tree).toEqual({
      network: { weights: state.network.weights },
      memory: { size: 3 },
      a$key: { $odd: 1 },
    });
    expect(read).toHaveLength(1);
    expect((await store.load('newest', { only: ['network'] })).tree).toEqual({ network: state.network });
  });

  it('allocates no more than it may', async () => {
    const store = await CheckpointStore.open({ fileSystem: await saved(), folder, access: 'read' });
    await expect(store.load('newest', { limitBytes: 1000 })).rejects.toThrow(
      /4000016 bytes, more than limitBytes 1000/,
    );
    expect((await store.load('newest', { only: ['network'], limitBytes: 16 })).tree).toEqual({
      network: state.network,
    });
  });

  it('refuses a path that is not there, saying what is', async () => {
    const store = await CheckpointStore.open({ fileSystem: await saved(), folder, access: 'read' });
    await expect(store.load('newest', { only: ['netwrok'] })).rejects.toThrow(
      /has no netwrok; at the top it has network, memory, a\$key/,
    );
    await expect(store.load('newest', { only: ['network.x'] })).rejects.toThrow(
      /at network it has weights, bias/,
    );
    await expect(store.load('newest', { only: ['network.weights.0'] })).rejects.toThrow(/no further keys/);
    await expect(store.load('newest', { only: ['__proto__'] })).rejects.toThrow(/has no __proto__/);
  });
});

describe('a path', () => {
  const odd = {
    'layer.weight': new Float32Array([1]),
    layer: { bias: 2, 'a.b': { c: 3 } },
    constructor: { name: 'graph', toString: 4 },
    list: [{ a: 1 }],
  };

  it('may have keys with dots, and keys that every object seems to have', async () => {
    const store = await CheckpointStore.open({ fileSystem: await saved(odd), folder, access: 'read' });
    const only = async (...paths: string[]): Promise<StateTree> =>
      (await store.load('newest', { only: paths })).tree;
    expect(await only('layer.weight')).toEqual({ 'layer.weight': odd['layer.weight'] });
    expect(await only('layer.a.b.c', 'layer.bias')).toEqual({ layer: { 'a.b': { c: 3 }, bias: 2 } });
    const part = await only('constructor.toString');
    expect(Object.entries(part['constructor']!)).toEqual([['toString', 4]]);
    expect(String(Object)).toContain('native code');
  });

  it('into a part that is selected whole changes nothing', async () => {
    const store = await CheckpointStore.open({ fileSystem: await saved(), folder, access: 'read' });
    for (const only of [
      ['network', 'network.bias'],
      ['network.bias', 'network'],
    ]) {
      expect((await store.load('newest', { only })).tree).toEqual({ network: state.network });
    }
    // What is selected from is not written to.
    const frozen = Object.freeze({ a: Object.freeze({ b: 1 }) });
    expect(selectState(frozen, ['a', 'a.b'])).toEqual({ a: { b: 1 } });
  });

  it('through __proto__ leads nowhere, even where somebody made a tree with that key', () => {
    const made = JSON.parse('{"__proto__":{"polluted":1}}');
    expect(() => selectState(made, ['__proto__.polluted'])).toThrow(/has no __proto__\.polluted/);
  });

  it('into a list is refused: it is only loaded as a whole', async () => {
    const store = await CheckpointStore.open({ fileSystem: await saved(odd), folder, access: 'read' });
    await expect(store.load('newest', { only: ['list[0].a'] })).rejects.toThrow(
      /has no list\[0\]\.a; at the top it has .*; a list is only loaded as a whole/,
    );
    expect((await store.load('newest', { only: ['list'] })).tree).toEqual({ list: odd.list });
  });
});

describe('a restore into a structure', () => {
  it('is refused with every difference', async () => {
    const store = await CheckpointStore.open({ fileSystem: await saved(), folder, access: 'read' });
    const like = {
      network: { weights: new Float32Array(4), bias: new Float64Array(1), scale: 1 },
      memory: { rows: new Float64Array(500_000), size: 0 },
    };
    const failure = await store.load('newest', { like }).catch((error: unknown) => error);
    expect(CheckpointError.is(failure) && failure.code).toBe('MISMATCH');
    expect((failure as CheckpointError).message).toBe(
      'the checkpoint has another structure: network.weights is float32[3], wanted float32[4]; ' +
        'network.bias is float32[1], wanted float64[1]; network.scale (1) is missing; ' +
        'a$key (object of 1 keys) is not wanted',
    );
    const { differences } = await store.load('newest', { like, onMismatch: 'report' });
    expect(differences.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'length network.weights',
      'type network.bias',
      'missing network.scale',
      'extra a$key',
    ]);
    const part = await store.load('newest', { like, only: ['memory'] });
    expect(part.differences).toEqual([]);
  });
});

describe('compareTrees', () => {
  it('tells how far apart values are', () => {
    const other = { ...state, network: { ...state.network, weights: new Float32Array([1, 2.5, -3]) } };
    expect(compareTrees(state, other, 'structure')).toEqual([]);
    expect(compareTrees(state, other, 'values')).toEqual([
      {
        path: 'network.weights',
        kind: 'value',
        first: 'float32[3]',
        second: 'float32[3]',
        changed: 2,
        largest: 6,
      },
    ]);
    expect(compareTrees({ a: [1, [2]] }, { a: [1, [-0]] }, 'values')).toMatchObject([
      { path: 'a[1][0]', kind: 'value', first: '2', second: '-0' },
    ]);
    expect(compareTrees({ a: -0 }, { a: 0 }, 'values')).toHaveLength(1);
    expect(compareTrees({ a: [1] }, { a: [1, 2] }, 'structure')).toMatchObject([{ kind: 'length' }]);
  });
});

describe('migrations', () => {
  const migrations = {
    1: (tree: StateTree) => ({ ...tree, added: 1 }),
    2: ({ memory, ...rest }: StateTree) => ({ ...rest, replay: memory! }),
  };

  it('bring a tree of an earlier version to this one, step by step', async () => {
    const store = await CheckpointStore.open({
      fileSystem: await saved(),
      folder,
      stateVersion: 3,
      migrations,
    });
    const { tree, manifest } = await store.load();
    expect(digest(tree)).toBe(
      digest({ network: state.network, replay: state.memory, a$key: state['a$key'], added: 1 }),
    );
    expect(manifest.stateVersion).toBe(1);
    expect((await store.load('newest', { only: ['replay.size'] })).tree).toEqual({ replay: { size: 3 } });
    await store.save(tree, { examples: 2 }).durable;
    expect((await store.load()).manifest.stateVersion).toBe(3);
  });

  it.each([
    [
      'throws',
      ({ memory }: StateTree) => (memory as StateTree)['x']!['y' as never],
      /the migration from 1 to 2 failed: Cannot read/,
    ],
    ['returns nothing', () => undefined, /the migration from 1 to 2 returned undefined, wanted a tree/],
    ['returns a list', () => [], /the migration from 1 to 2 returned , wanted a tree/],
  ])('are named when one %s', async (_, step, message) => {
    const store = await CheckpointStore.open({
      fileSystem: await saved(),
      folder,
      stateVersion: 2,
      migrations: { 1: step as never },
    });
    const failure = await store.load().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'FORMAT', message: expect.stringMatching(message) });
  });

  it('start where a checkpoint is: one of the current version is loaded as it is', async () => {
    const fileSystem = await saved();
    const called: number[] = [];
    const step = (version: number) => (tree: StateTree) => {
      called.push(version);
      return { ...tree, [`from${version}`]: true };
    };
    const store = await CheckpointStore.open({
      fileSystem,
      folder,
      stateVersion: 3,
      migrations: { 1: step(1), 2: step(2) },
    });
    expect(Object.keys((await store.load()).tree)).toEqual([...Object.keys(state), 'from1', 'from2']);
    expect(called).toEqual([1, 2]);
    await store.save({ step: 1 }, { examples: 2 }).durable;
    expect((await store.load()).tree).toEqual({ step: 1 });
    expect(called).toEqual([1, 2]);
    await store.close();
    const later = await CheckpointStore.open({
      fileSystem,
      folder,
      access: 'read',
      stateVersion: 4,
      migrations: { 2: step(2), 3: step(3) },
    });
    expect((await later.load()).tree).toEqual({ step: 1, from3: true });
    // Never an older one in place of one that cannot be migrated.
    await expect(later.load(1)).rejects.toThrow(/version 1, wanted 4: there is no migration from 1 to 2/);
  });

  it('are said to be missing', async () => {
    const fileSystem = await saved();
    const store = await CheckpointStore.open({ fileSystem, folder, stateVersion: 4, migrations });
    await expect(store.load()).rejects.toThrow(/version 1, wanted 4: there is no migration from 3 to 4/);
    await store.save(state, { examples: 2 }).durable;
    await store.close();
    const older = await CheckpointStore.open({ fileSystem, folder, access: 'read' });
    await expect(older.load()).rejects.toThrow(/the state is of version 4, this program knows up to 1/);
  });
});
