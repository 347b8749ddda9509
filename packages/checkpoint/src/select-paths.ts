import { isLeaf } from './check-leaves.js';
import type { EncodedValue } from './encode-tree.js';
import { CheckpointError } from './errors.js';

/**
 * Gives the part of a tree that stands at some paths.
 *
 * @throws CheckpointError `MISMATCH` if a path is not there, saying what is.
 */
export function selectPaths(
  tree: { readonly [key: string]: EncodedValue },
  paths: readonly string[],
): { [key: string]: EncodedValue } {
  const result: { [key: string]: EncodedValue } = {};
  for (const path of paths) {
    const keys = path.split('.').map((key) => (key.startsWith('$') ? `$${key}` : key));
    let from: EncodedValue = tree;
    let into = result;
    keys.forEach((key, depth) => {
      const inside = typeof from === 'object' && from !== null && !Array.isArray(from) && !isLeaf(from);
      if (!inside || !Object.hasOwn(from as object, key)) {
        const there = inside ? Object.keys(from as object).join(', ') : 'no further keys';
        const where = keys.slice(0, depth).join('.') || 'the top';
        throw new CheckpointError('MISMATCH', `the checkpoint has no ${path}; at ${where} it has ${there}`);
      }
      from = (from as { readonly [key: string]: EncodedValue })[key]!;
      if (depth < keys.length - 1) {
        into[key] ??= {};
        into = into[key] as { [key: string]: EncodedValue };
      } else into[key] = from;
    });
  }
  return result;
}
