import { CheckpointError } from '../checkpoint-error.js';
import { codeOf, type FileSystem, type FolderEntry } from '../io/file-system.js';
import { checkManifestSize, type Manifest, parseManifest } from './manifest.js';
import { names } from './names.js';
import { readRunName } from './run-name.js';

/** A checkpoint that could not be used, and why. */
export type RejectedCheckpoint = {
  readonly examples: number;
  readonly file: string;
  readonly reason: string;
  readonly code: string;
};

/** What is in a run's folder. */
export type FolderContents = {
  /** Whole manifests, the newest first. Their chunks have not been looked at. */
  readonly manifests: readonly Manifest[];
  readonly rejected: readonly RejectedCheckpoint[];
  /** Which run the folder is of; undefined where neither it nor a manifest says so. */
  readonly run: string | undefined;
  /** Names of files and folders beside the manifests. */
  readonly others: readonly string[];
};

/** Reads and checks one manifest. */
async function readManifest(fileSystem: FileSystem, folder: string, examples: number): Promise<Manifest> {
  const file = names.manifest(examples);
  const manifest = parseManifest(await fileSystem.read(`${folder}/${file}`));
  if (manifest.examples !== examples)
    throw new CheckpointError('DAMAGED', `the file says ${manifest.examples} examples; it was renamed`);
  return manifest;
}

/** Returns what is wrong with a manifest that was made by another run than that of the folder. */
function otherRun({ run }: Manifest, own: string | undefined): CheckpointError | undefined {
  if (run === undefined || own === undefined || run === own) return undefined;
  return new CheckpointError('DAMAGED', `it is of another run, ${run}; this folder is that of ${own}`);
}

/** As `readManifest`, and of the run of the folder. */
export async function readOwnManifest(
  fileSystem: FileSystem,
  folder: string,
  examples: number,
): Promise<Manifest> {
  const file = names.manifest(examples);
  for (const { name, bytes } of await fileSystem.list(folder)) if (name === file) checkManifestSize(bytes);
  const manifest = await readManifest(fileSystem, folder, examples);
  const other = otherRun(manifest, await readRunName(fileSystem, folder));
  if (other !== undefined) throw other;
  return manifest;
}

/** Tells whether a writer has deleted or replaced a checkpoint since its manifest was read. */
export async function isGone(fileSystem: FileSystem, folder: string, manifest: Manifest): Promise<boolean> {
  try {
    const now = await readManifest(fileSystem, folder, manifest.examples);
    return now.sequence !== manifest.sequence || now.epoch !== manifest.epoch;
  } catch (error) {
    return codeOf(error) === 'ENOENT';
  }
}

/** Explains in one line why a checkpoint could not be used. */
export function rejection(examples: number, error: unknown): RejectedCheckpoint {
  return {
    examples,
    file: names.manifest(examples),
    reason: error instanceof Error ? error.message : String(error),
    code: CheckpointError.is(error) ? error.code : (codeOf(error) ?? 'UNKNOWN'),
  };
}

/** Reads every manifest of a run's folder. @throws the file system's error if the folder cannot be listed. */
export async function readManifests(fileSystem: FileSystem, folder: string): Promise<FolderContents> {
  const manifests: Manifest[] = [];
  const rejected: RejectedCheckpoint[] = [];
  const others: string[] = [];
  for (const { name, kind, bytes } of await fileSystem.list(folder)) {
    const examples = names.examplesOf(name);
    if (examples === undefined) {
      others.push(name);
      continue;
    }
    try {
      if (kind !== 'file') throw new CheckpointError('DAMAGED', 'it is not a regular file');
      checkManifestSize(bytes);
      manifests.push(await readManifest(fileSystem, folder, examples));
    } catch (error) {
      // Deleted since the folder was listed: by a writer whose rules did not keep it.
      if (codeOf(error) !== 'ENOENT') rejected.push(rejection(examples, error));
    }
  }
  manifests.sort((a, b) => b.sequence - a.sequence || b.examples - a.examples);
  const run = (await readRunName(fileSystem, folder)) ?? manifests[0]?.run;
  const own = manifests.filter((manifest) => {
    const other = otherRun(manifest, run);
    if (other !== undefined) rejected.push(rejection(manifest.examples, other));
    return other === undefined;
  });
  rejected.sort((a, b) => b.examples - a.examples);
  return { manifests: own, rejected, run, others };
}

/**
 * Lists the chunks of a run with their sizes; none if there is no such folder.
 *
 * @throws CheckpointError `FORMAT` if something else has the folder's name, such as a link that leads elsewhere.
 */
export async function listChunks(fileSystem: FileSystem, folder: string): Promise<Map<string, FolderEntry>> {
  const chunks = (await fileSystem.list(folder)).find(({ name }) => name === names.chunks);
  if (chunks === undefined) return new Map();
  if (chunks.kind !== 'folder')
    throw new CheckpointError(
      'FORMAT',
      `${folder}/${names.chunks} is not a folder, and may lead out of the run's: take it away, or choose another folder`,
    );
  const entries = await fileSystem.list(`${folder}/${names.chunks}`);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** Reads every manifest of a run's folder. @throws CheckpointError `NOT_FOUND` if there is no such folder. */
export async function listFolder(fileSystem: FileSystem, folder: string): Promise<FolderContents> {
  try {
    return await readManifests(fileSystem, folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new CheckpointError('NOT_FOUND', `there is no folder ${folder}`, { cause: error });
  }
}
