import type { OptionNames } from '@graph/core';
import { check } from './check.js';
import { DEFAULT_CHUNK_BYTES } from './digest/piece-size.js';
import type { JsonValue } from './folder/manifest.js';
import type { FileSystem } from './io/file-system.js';
import { checkMigrations, type Migrations } from './load/migrate.js';
import { checkRules } from './retention/check-rules.js';
import { keepLast } from './retention/keep-last.js';
import type { RetentionRule } from './retention/rules.js';
import type { ChangedRanges } from './save/unchanged-pieces.js';

/** How to open a run's folder. */
export type CheckpointStoreOptions = {
  readonly fileSystem: FileSystem;
  /** The run's folder. Made if it is to be written to. */
  readonly folder: string;
  /** `write` (default) takes the lock; `read` changes nothing, and is safe while another process writes. */
  readonly access?: 'read' | 'write';
  /**
   * From whom the lock may be taken over: `dead` (default) is a process of this host that is not running any more;
   * `any` is for where you know better than the lock, as when a container was started again under another name. A
   * holder that still lives is stopped at its next save.
   */
  readonly takeOver?: 'dead' | 'any';
  /** Which checkpoints to keep, default the last 5. What any rule keeps is kept, and the newest always. */
  readonly retention?: readonly RetentionRule[];
  /**
   * The largest file that the bytes of arrays are put in, ≥ 1. Arrays are cut into pieces of a 32nd of it (far into long
   * arrays: up to half), and those that did not change are not written again. Default 2 MiB: pieces of 64 KiB to 1 MiB.
   */
  readonly chunkBytes?: number;
  /**
   * The version of your tree's structure, a whole number ≥ 1; one more whenever it changes. Default 1. Each checkpoint
   * carries the one that it was saved with; one of a later version is refused.
   */
  readonly stateVersion?: number;
  /** How to bring trees of earlier versions to this one, see `Migrations`. A checkpoint that none leads from is refused. */
  readonly migrations?: Migrations;
};

/** The options of a store with every default in its place. */
export type Settings = Required<CheckpointStoreOptions>;

const STORE_NAMES: OptionNames<CheckpointStoreOptions> = {
  fileSystem: true,
  folder: true,
  access: true,
  takeOver: true,
  retention: true,
  chunkBytes: true,
  stateVersion: true,
  migrations: true,
};

/** Checks the options of a store and fills in the defaults. */
export function settingsOf(options: CheckpointStoreOptions): Settings {
  check.names('CheckpointStore', options, STORE_NAMES);
  const { fileSystem, access = 'write', takeOver = 'dead', retention = [keepLast(5)] } = options;
  const { chunkBytes = DEFAULT_CHUNK_BYTES, stateVersion = 1, migrations = {} } = options;
  if (typeof fileSystem?.list !== 'function') throw check.error('fileSystem is missing, wanted a FileSystem');
  if (typeof options.folder !== 'string' || options.folder === '')
    throw check.error('folder is empty, wanted the path of a folder');
  check.oneOf('access', access, ['read', 'write']);
  check.oneOf('takeOver', takeOver, ['dead', 'any']);
  check.wholeNumber('chunkBytes', chunkBytes, { min: 1 });
  checkRules('retention', retention);
  checkMigrations(stateVersion, migrations);
  const folder = options.folder.replace(/(?<=.)\/+$/, '');
  return { fileSystem, folder, access, takeOver, retention, chunkBytes, stateVersion, migrations };
}

/** What to say about a state when it is saved. */
export type SaveOptions = {
  /** Names the checkpoint: how many examples have been learned from. A whole number ≥ 0. */
  readonly examples: number;
  /** For the people who open the file: it comes first. Copied; numbers that JSON has no form for become null. */
  readonly summary?: JsonValue;
  /** How good the state is; for `load('best')` and `keepBest`. Left out of both if it is not finite. */
  readonly metric?: number;
  /**
   * Which bytes of large arrays may have changed since the last call of `save`, if you know: all else of these arrays is
   * then neither copied nor hashed again, so that a save costs what changed. Arrays that are not named are looked at
   * whole. Leave it out when in doubt: what is wrongly left out is not saved.
   */
  readonly changed?: ChangedRanges;
};

const SAVE_NAMES: OptionNames<SaveOptions> = { examples: true, summary: true, metric: true, changed: true };

/** Checks what is said about a state. */
export function checkSave(options: SaveOptions): void {
  check.names('save', options, SAVE_NAMES);
  check.wholeNumber('examples', options.examples, { min: 0 });
  const { metric = 0 } = options;
  if (typeof metric !== 'number') throw check.error(`metric is a ${typeof metric}, wanted a number`);
}

/** What to delete, see `CheckpointStore.prune`. */
export type PruneOptions = {
  /** Which checkpoints to keep; the store's rules if left out. */
  readonly retention?: readonly RetentionRule[];
  /** Only tell what would be deleted. Default false. */
  readonly dryRun?: boolean;
};

const PRUNE_NAMES: OptionNames<PruneOptions> = { retention: true, dryRun: true };

/** Checks what to delete. */
export function checkPrune(options: PruneOptions): void {
  check.names('prune', options, PRUNE_NAMES);
  check.flag('dryRun', options.dryRun ?? false);
  if (options.retention !== undefined) checkRules('retention', options.retention);
}
