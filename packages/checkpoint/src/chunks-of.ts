import type { EncodedValue } from './encode-tree.js';

/** Collects the names of all chunks that an encoded tree refers to. */
export function chunksOf(value: EncodedValue, into: Set<string> = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return into;
  if (!Array.isArray(value) && '$array' in value) {
    const { chunks } = value as { chunks?: unknown };
    if (Array.isArray(chunks)) for (const name of chunks) if (typeof name === 'string') into.add(name);
    return into;
  }
  for (const child of Object.values(value)) chunksOf(child as EncodedValue, into);
  return into;
}
