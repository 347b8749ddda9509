import type { ChunkTable } from './chunk.js';
import { damaged } from './damaged.js';
import { type Dtype, dtypes } from './dtypes.js';
import { type ArrayLeaf, collectLeaves } from './encode-tree.js';
import type { Manifest } from './manifest.js';
import { names } from './names.js';

/** The pieces of arrays in version 1's digest: 1 MiB, wherever they began. */
export const pieceSizeV1 = (_at: number): number => 1024 * 1024;

/** An array in version 1: every piece was a chunk of its own, named by its hash. */
type LeafV1 = Omit<ArrayLeaf, 'pieces'> & { chunks?: unknown; pieces?: readonly number[] };

/**
 * Brings a manifest of version 1 into today's form; it goes on saying that it is of version 1, since its digest is. What
 * its arrays say of chunks is checked when they are compared with what is on disk, as in any other.
 *
 * @throws CheckpointError `DAMAGED` if its arrays are none.
 */
export function upgradeFromV1(manifest: Omit<Manifest, 'chunks'>): Manifest {
  const leaves: ArrayLeaf[] = [];
  collectLeaves(manifest.tree, leaves);
  const sizes = new Map<string, number>();
  const order = new Map<string, number>();
  for (const leaf of leaves as LeafV1[]) {
    const { $array, length, chunks, offset } = leaf;
    if (!Array.isArray(chunks)) damaged('an array has no chunks');
    if (typeof $array !== 'string' || !Object.hasOwn(dtypes, $array))
      damaged(`there is no array type ${JSON.stringify($array)}`);
    const bytes = length * dtypes[$array as Dtype].bytes;
    for (const [at, name] of chunks.entries()) {
      if (!names.isChunk(name)) damaged('an array has a chunk that is none');
      // A chunk that is shared by small arrays ends with the last of them.
      const size =
        offset === undefined
          ? Math.min(manifest.chunkBytes, bytes - at * manifest.chunkBytes)
          : offset + bytes;
      sizes.set(name, Math.max(size, sizes.get(name) ?? 0));
      if (!order.has(name)) order.set(name, order.size);
    }
    leaf.pieces = chunks.map((name) => order.get(name)!);
    delete leaf.chunks;
  }
  const table: ChunkTable = Object.fromEntries(
    [...sizes].map(([name, bytes]) => [name, [`${bytes} ${name}`]]),
  );
  return { ...manifest, chunks: table };
}
