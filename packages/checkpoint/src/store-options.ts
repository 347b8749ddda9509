import type { FileSystem } from './file-system.js';
import type { JsonValue } from './manifest.js';
import type { Migrations } from './migrate.js';
import type { RetentionRule } from './retention/rules.js';
import type { ChangedRanges } from './unchanged-pieces.js';

/** How to open a run's folder. */
export interface CheckpointStoreOptions {
  readonly fileSystem: FileSystem;
  /** The run's folder. Made if it is to be written to. */
  readonly folder: string;
  /** `write` (default) takes the lock; `read` changes nothing, and is safe while another process writes. */
  readonly access?: 'read' | 'write';
  /**
   * From whom the lock may be taken over: `dead` (default) is a process of this host that is not running any more;
   * `any` is for where one knows better than the lock, as when a container was started again under another name. A
   * holder that still lives is stopped at its next save.
   */
  readonly takeOver?: 'dead' | 'any';
  /** Which checkpoints stay, default the last 5. What any rule keeps, stays; the newest always does. */
  readonly retention?: readonly RetentionRule[];
  /**
   * The largest file that the bytes of arrays are put in. Arrays are cut into pieces of a 32nd of it (far into long
   * arrays: up to half), and those that did not change are not written again. Default 2 MiB: pieces of 64 KiB to 1 MiB.
   */
  readonly chunkBytes?: number;
  /** The version of the caller's tree, a whole number ≥ 1. Default 1. */
  readonly stateVersion?: number;
  /** How to bring trees of earlier versions to this one. */
  readonly migrations?: Migrations;
}

/** What to say about a state when it is saved. */
export interface SaveOptions {
  /** Names the checkpoint: how many examples have been learned from. A whole number ≥ 0. */
  readonly examples: number;
  /** For the people who open the file: it stands first. Numbers that JSON has no form for become null. */
  readonly summary?: JsonValue;
  /** How good the state is; for `load('best')` and `keepBest`. Left out of both if it is not finite. */
  readonly metric?: number;
  /**
   * Which bytes of large arrays may have changed since the last call of `save`, where the caller knows: all else of these
   * arrays is then neither copied nor hashed again, so that a save costs what changed. Arrays that are not named are
   * looked at whole. Leave it out when in doubt: what is wrongly left out is not saved.
   */
  readonly changed?: ChangedRanges;
}
