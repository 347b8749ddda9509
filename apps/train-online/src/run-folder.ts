import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './settings/usage-error.js';

/** Where runs go when no `--output` is given. */
const RUNS_ROOT: string = join('checkpoints', 'online');

const CHECKPOINT = /^checkpoint_(\d+)\.json$/;

/** A run folder and, where the user named one checkpoint of it, that one. */
export type RunPath = { readonly folder: string; readonly examples: number | undefined };

/** Tells whether `folder` holds a run. */
export function holdsRun(folder: string): boolean {
  return (
    existsSync(folder) &&
    statSync(folder).isDirectory() &&
    readdirSync(folder).some((name) => CHECKPOINT.test(name))
  );
}

/** Makes the next free `checkpoints/online/run-N`. Two runs that start at once get two folders. */
export function makeNextRunFolder(root = RUNS_ROOT): string {
  mkdirSync(root, { recursive: true });
  let next = 1 + Math.max(0, ...runsBelow(root).map(({ number }) => number));
  for (;;) {
    const folder = join(root, `run-${next}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      next += 1;
    }
  }
}

/**
 * Finds what `--resume`, `--from` or `inspect` speak about: a checkpoint, a run folder, or `latest`.
 *
 * @throws UsageError if nothing is there, or it is no run.
 */
export function findRun(path: string, root = RUNS_ROOT): RunPath {
  if (path === 'latest' && !existsSync(path)) {
    const newest = runsBelow(root)
      .filter(({ folder }) => holdsRun(folder))
      .map((run) => ({ ...run, saved: newestSave(run.folder) }))
      .sort((a, b) => compare(b.saved, a.saved) || b.number - a.number)[0];
    if (newest === undefined)
      throw new UsageError(`latest: there is no run below ${root} yet. Start one with train-online.`);
    return { folder: newest.folder, examples: undefined };
  }
  if (!existsSync(path))
    throw new UsageError(`${path} is not there. Wanted a checkpoint, the folder of a run, or latest.`);
  if (statSync(path).isDirectory()) {
    if (!holdsRun(path))
      throw new UsageError(`${path} holds no checkpoint_<examples>.json. Wanted the folder of a run.`);
    return { folder: path, examples: undefined };
  }
  const match = CHECKPOINT.exec(basename(path));
  if (match === null)
    throw new UsageError(
      `${path} is no checkpoint. Wanted a file called checkpoint_<examples>.json, or the folder of a run.`,
    );
  return { folder: dirname(path), examples: Number(match[1]) };
}

function runsBelow(root: string): { folder: string; number: number }[] {
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((name) => {
    const number = /^run-(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [{ folder: join(root, name), number: Number(number) }];
  });
}

/**
 * When the last checkpoint of a run was saved, as its own manifest says: the times of files change when they are copied. The
 * last is the one with the highest sequence.
 */
function newestSave(folder: string): string {
  let newest = { sequence: -1, savedAt: '' };
  for (const name of readdirSync(folder).filter((entry) => CHECKPOINT.test(entry))) {
    const head = headOf(join(folder, name));
    const sequence = Number(/^ {2}"sequence": (\d+)/m.exec(head)?.[1] ?? -1);
    const savedAt = /^ {2}"savedAt": "([^"]*)"/m.exec(head)?.[1] ?? '';
    if (sequence > newest.sequence) newest = { sequence, savedAt };
  }
  return newest.savedAt;
}

/** The part of a manifest before its tree, which may be long. */
function headOf(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    return text.slice(0, text.indexOf('\n  "chunks"') >>> 0);
  } catch {
    return '';
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
