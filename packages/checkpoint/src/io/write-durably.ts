import type { FileSystem, FileWriter } from './file-system.js';

/**
 * Writes a file under a temporary name, makes its bytes durable, and gives it its name. The name itself is durable
 * only after a `syncFolder`, which the caller does once for many files. What fails leaves no temporary file.
 *
 * @param parts - the bytes of the file, in order.
 * @param beforeRename - the last chance to stop; nothing has its final name yet.
 */
export async function writeDurably(
  fileSystem: FileSystem,
  temporary: string,
  path: string,
  parts: readonly Uint8Array[],
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const writer = await fileSystem.create(temporary);
  let open = true;
  try {
    for (const bytes of parts) await writeAll(writer, temporary, bytes);
    await writer.sync();
    open = false;
    await writer.close();
    await beforeRename?.();
    await fileSystem.rename(temporary, path);
  } catch (error) {
    if (open) await writer.close().catch(() => undefined);
    await fileSystem.remove(temporary).catch(() => undefined);
    throw error;
  }
}

async function writeAll(writer: FileWriter, path: string, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await writer.write(bytes.subarray(written));
    if (count <= 0) throw Object.assign(new Error(`${path}: the disk took 0 bytes`), { code: 'EIO' });
    written += count;
  }
}
