import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { UsageError } from '../settings/usage-error.js';
import type { RowOutput } from './row-output.js';

/**
 * Writes to a file that appears under its name only when it is whole.
 *
 * @throws UsageError if it is there already and not to be replaced, or its folder is not there.
 */
export function fileOutput(path: string, options: { readonly overwrite: boolean }): RowOutput {
  const refuseExisting = (): void => {
    if (existsSync(path) && !options.overwrite)
      throw new UsageError(
        `--output ${path} is there already: replace it with --overwrite, or name another.`,
      );
  };
  refuseExisting();
  if (existsSync(path) && statSync(path).isDirectory())
    throw new UsageError(`--output ${path} is a folder, wanted a file.`);
  // What is no plain file, such as a device, cannot be put in place whole.
  const isDirect = existsSync(path) && !statSync(path).isFile();
  const written = isDirect ? path : `${path}.${process.pid}.partial`;
  const file = openFile(written, path);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  const abandon = (): void => {
    if (!isOpen) return;
    close();
    if (!isDirect) rmSync(written, { force: true });
  };
  return {
    write: async (text) => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      return true;
    },
    finish: () => {
      try {
        refuseExisting();
      } catch (error) {
        abandon();
        throw error;
      }
      close();
      if (!isDirect) renameSync(written, path);
    },
    abandon,
  };
}

function openFile(written: string, path: string): number {
  try {
    return openSync(written, 'w');
  } catch (error) {
    throw new UsageError(`--output ${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
