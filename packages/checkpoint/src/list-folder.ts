import { CheckpointError } from './errors.js';
import { codeOf, type FileSystem } from './file-system.js';
import { type FolderContents, readManifests } from './read-manifests.js';

/** Reads every manifest of a run's folder. @throws CheckpointError `NOT_FOUND` if there is no such folder. */
export async function listFolder(fileSystem: FileSystem, folder: string): Promise<FolderContents> {
  try {
    return await readManifests(fileSystem, folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new CheckpointError('NOT_FOUND', `there is no folder ${folder}`, { cause: error });
  }
}
