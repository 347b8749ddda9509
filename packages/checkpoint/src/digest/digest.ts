import type { StateTree } from '@graph/core';
import { encodeTree } from '../tree/encode-tree.js';
import { hashArray, stateDigest } from './state-digest.js';

/**
 * Computes one fingerprint of a complete state: two trees have the same one exactly if they hold the same keys, values,
 * element types, lengths and bits. The order of keys does not matter; -0 is not 0, and each NaN payload counts.
 *
 * @returns `sha256:` and 64 hexadecimal digits. O(bytes); the same on every platform, and the same that a checkpoint of
 * this tree carries as `stateDigest`.
 * @throws CheckpointError `STATE` naming the path of a value that is not state.
 * @example
 * digest({ weights: new Float32Array([1, 2]), step: 3 });
 */
export function digest(state: StateTree): string {
  const { tree, leaves, sources } = encodeTree(state);
  return stateDigest(
    tree,
    leaves,
    sources.map((bytes) => hashArray(bytes)),
  );
}
