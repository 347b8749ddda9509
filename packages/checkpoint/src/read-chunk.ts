import { damaged } from './damaged.js';
import { CheckpointError } from './errors.js';
import type { FileSystem } from './file-system.js';
import { names } from './names.js';
import { sha256 } from './sha256.js';

/** Fills `target` with a chunk. @throws CheckpointError `DAMAGED` if its size or its hash is another. */
export async function readChunk(
  fileSystem: FileSystem,
  folder: string,
  name: string,
  target: Uint8Array,
): Promise<void> {
  let size: number;
  try {
    size = await fileSystem.readInto(`${folder}/${names.chunks}/${name}`, target);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CheckpointError('DAMAGED', `chunk ${name} cannot be read: ${reason}`, { cause: error });
  }
  if (size !== target.length) damaged(`chunk ${name} has ${size} bytes, not ${target.length}`);
  if (sha256(target) !== name) damaged(`chunk ${name} was changed: its bytes have another hash`);
}
