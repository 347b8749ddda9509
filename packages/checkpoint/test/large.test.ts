import { describe, expect, it } from 'vitest';
import { CheckpointStore, compareTrees, exportArrays, MemoryFileSystem } from '../src/index.js';

// Broke: all arrays were arguments of one call, which overflowed the stack from about 120,000 on.
describe('a tree of very many leaves', () => {
  it('is saved, verified, loaded whole and in part, compared and exported', async () => {
    const rows = Array.from({ length: 300_000 }, (_, id) => ({ id, row: Uint8Array.of(id, id >> 8) }));
    const tree = { rows, other: { step: 1 } };
    const store = await CheckpointStore.open({ fileSystem: new MemoryFileSystem(), folder: '/run' });
    const { stateDigest } = await store.save(tree, { examples: 1 }).durable;
    const loaded = await store.load('newest', { like: tree });
    expect(loaded.manifest.stateDigest).toBe(stateDigest);
    expect(compareTrees(tree, loaded.tree, 'values')).toEqual([]);
    const part = await store.load('newest', { only: ['rows'] });
    expect((part.tree['rows'] as typeof rows)[299_999]).toEqual(rows[299_999]);
    expect((await store.verify()).ok).toBe(true);
    expect(Object.keys(exportArrays(loaded.tree))).toHaveLength(300_000);
    await store.close();
  }, 300_000);
});
