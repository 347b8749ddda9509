import type { OptionNames, StateTree } from '@graph/core';
import { check } from '../check.js';
import { CheckpointError } from '../checkpoint-error.js';
import { type CheckpointInfo, infoOf, type Manifest } from '../folder/manifest.js';
import {
  isGone,
  listChunks,
  listFolder,
  type RejectedCheckpoint,
  readOwnManifest,
  rejection,
} from '../folder/read-manifests.js';
import { codeOf, type FileSystem } from '../io/file-system.js';
import { best } from '../retention/retain.js';
import type { Settings } from '../store-options.js';
import { compareTrees, type Difference } from '../tree/compare-trees.js';
import { selectState } from '../tree/select-paths.js';
import { migrate } from './migrate.js';
import { restore } from './restore.js';

/** What to load. */
export type LoadOptions = {
  /**
   * Only what is at these paths, such as `network` or `memory.records`; the rest is not read. A list is only loaded as a
   * whole.
   */
  readonly only?: readonly string[];
  /**
   * A state of the structure that is wanted, such as that of a new learner. What is missing, extra, of another type or
   * length is refused; with `only`, at those paths.
   */
  readonly like?: StateTree;
  /** With `like`: `report` returns the differences instead of refusing. Default `refuse`. */
  readonly onMismatch?: 'refuse' | 'report';
  /**
   * Refuses a state with more bytes than this before anything is allocated: for folders that somebody else made. A
   * piece may be used many times, so that a state can be larger than its files. Default: no limit.
   */
  readonly limitBytes?: number;
  /** What `best` means: the smallest `metric` (default) or the largest. */
  readonly mode?: 'min' | 'max';
};

/** A state that has been read back. */
export type LoadedCheckpoint = {
  readonly tree: StateTree;
  readonly manifest: CheckpointInfo;
  /** Checkpoints that are there but could not be used, and why. */
  readonly rejected: readonly RejectedCheckpoint[];
  /** Where the tree is not `like` the one that was given; first is that one, second is the checkpoint. */
  readonly differences: readonly Difference[];
};

const LOAD_NAMES: OptionNames<LoadOptions> = {
  only: true,
  like: true,
  onMismatch: true,
  limitBytes: true,
  mode: true,
};

function checkLoad(which: number | 'newest' | 'best', options: LoadOptions): void {
  if (typeof which === 'number') check.wholeNumber('the checkpoint', which, { min: 0 });
  else check.oneOf('the checkpoint', which, ['newest', 'best']);
  check.names('load', options, LOAD_NAMES);
  const { only = [], onMismatch = 'refuse', limitBytes = 0, mode = 'min' } = options;
  check.oneOf('onMismatch', onMismatch, ['refuse', 'report']);
  check.oneOf('mode', mode, ['min', 'max']);
  check.number('limitBytes', limitBytes, { min: 0 });
  if (!Array.isArray(only) || only.some((path) => typeof path !== 'string'))
    throw check.error('only is not a list of paths, such as network.weights');
}

/** Reads a checkpoint back, see `CheckpointStore.load`. */
export async function loadCheckpoint(
  { fileSystem, folder, stateVersion, migrations }: Settings,
  which: number | 'newest' | 'best',
  options: LoadOptions,
): Promise<LoadedCheckpoint> {
  checkLoad(which, options);
  const { only, mode = 'min' } = options;
  // Each time round, a writer has deleted what was being read. It cannot continue for ever: the newest is kept.
  for (;;) {
    const { manifests, rejected } = await candidates(fileSystem, folder, which, mode);
    // After the manifests: their chunks were there before them.
    const chunks = await listChunks(fileSystem, folder);
    const refused = [...rejected];
    let overtaken = false;
    for (const manifest of manifests) {
      const isCurrent = manifest.stateVersion === stateVersion;
      let tree: StateTree;
      try {
        tree = await restore(fileSystem, folder, manifest, chunks, {
          only: isCurrent ? only : undefined,
          limitBytes: options.limitBytes,
        });
      } catch (error) {
        if (CheckpointError.is(error) && error.code === 'MISMATCH') throw error;
        overtaken = await isGone(fileSystem, folder, manifest);
        if (overtaken) break;
        refused.push(rejection(manifest.examples, error));
        continue;
      }
      if (!isCurrent) {
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
      return { manifests: [await readOwnManifest(fileSystem, folder, which)], rejected: [] };
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
