import { codeOf, type FileSystem } from '../io/file-system.js';
import { writeDurably } from '../io/write-durably.js';
import { names } from './names.js';

/** Longer than any name that this package gives. */
const LONGEST = 200;

/** Reads which run a folder is of; undefined where nothing says so. */
export async function readRunName(fileSystem: FileSystem, folder: string): Promise<string | undefined> {
  try {
    const text = new TextDecoder().decode(await fileSystem.read(`${folder}/${names.run}`));
    const name = text.trim();
    return name === '' || name.length > LONGEST ? undefined : name;
  } catch (error) {
    // Nothing, or what is no file of ours: a link, a folder.
    if (['ENOENT', 'EINVAL', 'ELOOP', 'EISDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** Makes a folder that of a run. Durable when it returns. */
export async function writeRunName(
  fileSystem: FileSystem,
  folder: string,
  name: string,
  epoch: number,
): Promise<void> {
  const temporary = `${folder}/${names.temporary(names.run, epoch)}`;
  const bytes = new TextEncoder().encode(`${name}\n`);
  await writeDurably(fileSystem, temporary, `${folder}/${names.run}`, [bytes]);
  await fileSystem.syncFolder(folder);
}
