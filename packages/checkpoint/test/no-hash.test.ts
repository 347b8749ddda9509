import { describe, expect, it, vi } from 'vitest';
import { CheckpointStore, MemoryFileSystem } from '../src/index.js';

// The mutant of the protocol that compares no hashes: every hash is taken for right. In a file of its own, since the
// whole package has to be loaded with it.
vi.mock('../src/digest/sha256.js', () => ({
  sha256: (bytes: Uint8Array) => String(bytes.length).padStart(64, '0'),
}));

describe('without hashes', () => {
  it('flipped bits go unnoticed: it is they that the other tests see', async () => {
    const fileSystem = new MemoryFileSystem();
    const store = await CheckpointStore.open({ fileSystem, folder: '/run' });
    await store.save({ memory: new Uint8Array(64).fill(1) }, { examples: 1 }).durable;
    const [path] = [...fileSystem.files().keys()].filter((name) => name.includes('/chunks/'));
    fileSystem.files().get(path!)![5]! ^= 1;
    expect((await store.load()).tree).toEqual({ memory: new Uint8Array(64).fill(1).fill(0, 5, 6) });
  });
});
