import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  CheckpointStore,
  compareTrees,
  digest,
  MemoryFileSystem,
  type StateTree,
} from '../src/index.js';

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
  it('gives what stands at the paths, and reads nothing else', async () => {
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
