import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CellResult } from '../study/run-cell.js';
import type { CellStore } from '../study/run-study.js';

/** Keeps each cell as a JSON file in a folder, which is made if it is not there. A file appears whole or not at all. */
export function cellFolder(folder: string): CellStore {
  const fileOf = (key: string): string => join(folder, `${key.replace(/[^\w./+-]+/g, '_')}.json`);
  return {
    read(key) {
      try {
        return JSON.parse(readFileSync(fileOf(key), 'utf8')) as CellResult;
      } catch {
        // Not there, or damaged: it is run again.
        return undefined;
      }
    },
    write(key, result) {
      const file = fileOf(key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.part`, `${JSON.stringify(result)}\n`);
      renameSync(`${file}.part`, file);
    },
  };
}
