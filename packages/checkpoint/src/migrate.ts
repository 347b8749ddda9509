import { CheckpointError } from './errors.js';
import type { StateTree } from './state-tree.js';

/** Turns trees of one version of the caller's state into those of the next: `migrations[1]` makes a 2 of a 1. */
export type Migrations = { readonly [fromVersion: number]: (tree: StateTree) => StateTree };

/**
 * Brings a tree to a version by one step after another.
 *
 * @throws CheckpointError `FORMAT` if a step is missing, or the tree is newer than the caller.
 */
export function migrate(tree: StateTree, from: number, to: number, migrations: Migrations): StateTree {
  if (from > to) {
    throw new CheckpointError(
      'FORMAT',
      `the state is of version ${from}, this program knows up to ${to}: use the program that wrote it, or a newer one`,
    );
  }
  let migrated = tree;
  for (let version = from; version < to; version += 1) {
    const step = Object.hasOwn(migrations, version) ? migrations[version] : undefined;
    if (step === undefined) {
      throw new CheckpointError(
        'FORMAT',
        `the state is of version ${from}, wanted ${to}: there is no migration from ${version} to ${version + 1}`,
      );
    }
    migrated = step(migrated);
  }
  return migrated;
}
