import type { StateTree } from '@graph/core';
import { check } from '../check.js';
import { CheckpointError } from '../checkpoint-error.js';

/**
 * Turns trees of one version of your state into those of the next: `migrations[1]` makes a 2 of a 1. Each gets a tree of
 * its own, whose arrays it may change and pass on.
 */
export type Migrations = { readonly [fromVersion: number]: (tree: StateTree) => StateTree };

/** Checks the version that a caller knows, and that every migration leads up to it. */
export function checkMigrations(stateVersion: number, migrations: Migrations): void {
  check.wholeNumber('stateVersion', stateVersion, { min: 1 });
  for (const [from, step] of Object.entries(migrations)) {
    const version = Number(from);
    if (!Number.isSafeInteger(version) || version < 1 || version >= stateVersion)
      throw check.error(
        `migrations has one from version ${from} on, which does not lead up to stateVersion ${stateVersion}`,
      );
    if (typeof step !== 'function') throw check.error(`migrations[${from}] is not a function`);
  }
}

/**
 * Brings a tree to a version, one step after another.
 *
 * @throws CheckpointError `FORMAT` if a step is missing or fails, or the tree is newer than the caller.
 */
export function migrate(tree: StateTree, from: number, to: number, migrations: Migrations): StateTree {
  if (from > to)
    throw new CheckpointError(
      'FORMAT',
      `the state is of version ${from}, this program knows up to ${to}: use the program that wrote it, or a newer one`,
    );
  let migrated = tree;
  for (let version = from; version < to; version += 1) {
    const step = Object.hasOwn(migrations, version) ? migrations[version] : undefined;
    const steps = `from ${version} to ${version + 1}`;
    if (step === undefined)
      throw new CheckpointError(
        'FORMAT',
        `the state is of version ${from}, wanted ${to}: there is no migration ${steps}`,
      );
    migrated = run(step, migrated, steps);
  }
  return migrated;
}

function run(step: (tree: StateTree) => StateTree, tree: StateTree, steps: string): StateTree {
  let migrated: unknown;
  try {
    migrated = step(tree);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError('FORMAT', `the migration ${steps} failed: ${reason}`, { cause });
  }
  if (typeof migrated !== 'object' || migrated === null || Array.isArray(migrated))
    throw new CheckpointError('FORMAT', `the migration ${steps} returned ${String(migrated)}, wanted a tree`);
  return migrated as StateTree;
}
