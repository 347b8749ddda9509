import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** What the store does, in one thread and with nothing but node:fs: hash, write, flush, rename, flush the folder. */
export function synchronousSave(folder, memory) {
  mkdirSync(folder);
  const bytes = new Uint8Array(memory.buffer);
  const file = openSync(`${folder}/temporary`, 'wx');
  for (let at = 0; at < bytes.length; at += 2 ** 20) {
    const piece = bytes.subarray(at, at + 2 ** 20);
    createHash('sha256').update(piece).digest('hex');
    writeSync(file, piece);
  }
  fsyncSync(file);
  closeSync(file);
  renameSync(`${folder}/temporary`, `${folder}/file`);
  const directory = openSync(folder, 'r');
  fsyncSync(directory);
  closeSync(directory);
  rmSync(folder, { recursive: true });
}
