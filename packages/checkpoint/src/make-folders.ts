import { codeOf, type FileSystem } from './file-system.js';

/** Makes a folder and those that it stands in, all durable. */
export async function makeFolders(fileSystem: FileSystem, folder: string): Promise<void> {
  const slash = folder.lastIndexOf('/');
  const parent = slash < 0 ? '.' : folder.slice(0, slash) || '/';
  try {
    await fileSystem.makeFolder(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || slash <= 0) throw error;
    await makeFolders(fileSystem, parent);
    await fileSystem.makeFolder(folder);
  }
  await fileSystem.syncFolder(parent);
}
