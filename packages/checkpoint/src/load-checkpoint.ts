import type { CheckpointInfo } from './committer.js';
import { compareTrees, type Difference } from './compare-trees.js';
import { CheckpointError } from './errors.js';
import { codeOf, type FileSystem } from './file-system.js';
import { infoOf } from './info-of.js';
import { listFolder } from './list-folder.js';
import type { Manifest } from './manifest.js';
import { type Migrations, migrate } from './migrate.js';
import { isGone, listChunks, type RejectedCheckpoint, readManifest, rejection } from './read-manifests.js';
import { restore } from './restore.js';
import { best } from './retention/retain.js';
import { selectState } from './select-paths.js';
import type { StateTree } from './state-tree.js';

/** What to load. */
export interface LoadOptions {
  /** Only what stands at these paths, such as `network` or `network.weights`; the rest is not read. */
  readonly only?: readonly string[];
  /**
   * A state of the structure that is wanted, such as that of a new learner. What is missing, extra, of another type or
   * length is refused; with `only`, at those paths.
   */
  readonly like?: StateTree;
  /** With `like`: `report` gives the differences back instead of refusing. Default `refuse`. */
  readonly onMismatch?: 'refuse' | 'report';
  /**
   * Refuses a state with more bytes than this before anything is allocated: for folders that somebody else made. A
   * chunk may stand for many equal pieces, so that a state can be larger than its files. Default: no limit.
   */
  readonly limitBytes?: number;
  /** What `best` means: the smallest `metric` (default) or the largest. */
  readonly mode?: 'min' | 'max';
}

/** A state that has been read back. */
export interface LoadedCheckpoint {
  readonly tree: StateTree;
  readonly manifest: CheckpointInfo;
  /** Checkpoints that are there but could not be used, and why. */
  readonly rejected: readonly RejectedCheckpoint[];
  /** Where the tree is not `like` the one that was given; first is that one, second is the checkpoint. */
  readonly differences: readonly Difference[];
}

/** Where to load from, and which version of the tree the caller knows. */
export interface LoadSource {
  readonly fileSystem: FileSystem;
  readonly folder: string;
  readonly stateVersion?: number;
  readonly migrations?: Migrations;
}

/** Reads a checkpoint back, see `CheckpointStore.load`. */
export async function loadCheckpoint(
  source: LoadSource,
  which: number | 'newest' | 'best',
  options: LoadOptions,
): Promise<LoadedCheckpoint> {
  const { fileSystem, folder, stateVersion = 1, migrations = {} } = source;
  const { only, mode = 'min' } = options;
  // Each time round, a writer has deleted what was being read. It cannot go on for ever: the newest stays.
  for (;;) {
    const { manifests, rejected } = await candidates(fileSystem, folder, which, mode);
    // After the manifests: their chunks were there before them.
    const chunks = await listChunks(fileSystem, folder);
    const refused = [...rejected];
    let overtaken = false;
    for (const manifest of manifests) {
      const asItIs = manifest.stateVersion === stateVersion;
      let tree: StateTree;
      try {
        tree = await restore(fileSystem, folder, manifest, chunks, {
          only: asItIs ? only : undefined,
          limitBytes: options.limitBytes,
        });
      } catch (error) {
        if (CheckpointError.is(error) && error.code === 'MISMATCH') throw error;
        overtaken = await isGone(fileSystem, folder, manifest);
        if (overtaken) break;
        refused.push(rejection(manifest.examples, error));
        continue;
      }
      if (!asItIs) {
        tree = migrate(tree, manifest.stateVersion, stateVersion, migrations);
        if (only !== undefined) tree = selectState(tree, only);
      }
      const differences = checkStructure(tree, options);
      return { tree, manifest: infoOf(manifest), rejected: refused, differences };
    }
    if (!overtaken) throw nothingWhole(folder, which, refused);
  }
}

function nothingWhole(
  folder: string,
  which: number | 'newest' | 'best',
  refused: readonly RejectedCheckpoint[],
): CheckpointError {
  const wanted = typeof which === 'number' ? `checkpoint at ${which} examples` : 'checkpoint';
  if (refused.length === 0) return new CheckpointError('NOT_FOUND', `${folder} holds no ${wanted}`);
  const reasons = refused.map(({ file, reason }) => `${file}: ${reason}`).join('; ');
  return new CheckpointError('DAMAGED', `${folder} holds no whole ${wanted}: ${reasons}`);
}

async function candidates(
  fileSystem: FileSystem,
  folder: string,

  which: number | 'newest' | 'best',
  mode: 'min' | 'max',
): Promise<{ manifests: readonly Manifest[]; rejected: readonly RejectedCheckpoint[] }> {
  if (typeof which === 'number') {
    try {
      return { manifests: [await readManifest(fileSystem, folder, which)], rejected: [] };
    } catch (error) {
      return { manifests: [], rejected: codeOf(error) === 'ENOENT' ? [] : [rejection(which, error)] };
    }
  }
  const { manifests, rejected } = await listFolder(fileSystem, folder);
  return { manifests: which === 'newest' ? manifests : best(manifests, mode), rejected };
}

function checkStructure(tree: StateTree, { like, only, onMismatch }: LoadOptions): readonly Difference[] {
  if (like === undefined) return [];
  const wanted = only === undefined ? like : selectState(like, only);
  const differences = compareTrees(wanted, tree, 'structure');
  if (differences.length === 0 || onMismatch === 'report') return differences;
  const lines = differences.slice(0, 8).map(({ path, kind, first, second }) => {
    if (kind === 'missing') return `${path} (${first}) is missing`;
    if (kind === 'extra') return `${path} (${second}) is not wanted`;
    return `${path} is ${second}, wanted ${first}`;
  });
  const more = differences.length > 8 ? `; and ${differences.length - 8} more` : '';
  throw new CheckpointError('MISMATCH', `the checkpoint has another structure: ${lines.join('; ')}${more}`, {
    differences,
  });
}
