import { codeOf, type FileSystem } from './file-system.js';

/** Removes a file; one that somebody else has removed is fine. */
export async function removeIfThere(fileSystem: FileSystem, path: string): Promise<void> {
  try {
    await fileSystem.remove(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
