import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../bytes/byte-source.js';
import { StreamError } from '../stream-error.js';
import { fileSource } from './file-source.js';
import { globToRegExp } from './glob-to-reg-exp.js';
import { naturalOrder } from './natural-order.js';
import { stdinSource } from './stdin-source.js';

/**
 * Makes sources of paths and globs: `data.csv`, `logs/*.jsonl.gz`, `events/**\/part-?.{csv,parquet}`; `-` is standard
 * input. The files of a glob come in the natural order of their names, `part-2` before `part-10`, so that a later run resumes in the
 * same order.
 *
 * @throws StreamError `SOURCE` where a file is not there, or a glob matches none.
 */
export async function fileSources(patterns: readonly string[]): Promise<readonly ByteSource[]> {
  const sources: ByteSource[] = [];
  for (const pattern of patterns) {
    if (pattern === '-') sources.push(stdinSource());
    else for (const path of await expand(pattern)) sources.push(fileSource(path));
  }
  return sources;
}

async function expand(pattern: string): Promise<readonly string[]> {
  // A file that is called like a glob is meant itself.
  const found = await stat(pattern).catch((cause: unknown) => ({ cause }));
  if (!('cause' in found)) {
    if (!found.isDirectory()) return [pattern];
    throw new StreamError(
      'SOURCE',
      `${pattern} is a folder, wanted a file or a glob such as ${join(pattern, '*.csv')}`,
    );
  }
  if (!/[*?{[]/.test(pattern)) {
    const missing = (found.cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : String((found.cause as Error).message);
    throw new StreamError('SOURCE', `${pattern} cannot be read: ${reason}`, {
      cause: found.cause,
      place: { source: pattern },
    });
  }
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?{[]/.test(part));
  const base = parts.slice(0, first).join('/');
  const matches = globToRegExp(parts.slice(first).join('/'));
  const deepest = pattern.includes('**') ? Number.POSITIVE_INFINITY : parts.length - first;
  const paths: string[] = [];
  await collect(base === '' && !pattern.startsWith('/') ? '.' : base || '/', '', deepest, (path) => {
    if (matches.test(path)) paths.push(base === '' && !pattern.startsWith('/') ? path : `${base}/${path}`);
  });
  if (paths.length === 0)
    throw new StreamError('SOURCE', `no file matches ${pattern}`, { place: { source: pattern } });
  return paths.sort(naturalOrder);
}

async function collect(
  base: string,
  folder: string,
  depth: number,
  found: (path: string) => void,
): Promise<void> {
  const entries = await readdir(join(base, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth > 1) await collect(base, path, depth - 1, found);
    } else {
      found(path);
    }
  }
}
