import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './settings/usage-error.js';
import { reasonOf } from './terminal/system-words.js';

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

/** The folder of a run, and the outermost of those that were made for it; undefined where it was there already. */
export type RunFolder = { readonly folder: string; readonly made: string | undefined };

/**
 * Makes a folder and those that it is in; returns the outermost that was not there. Not what Node does: that never ends
 * where a folder cannot be, as in `/proc`.
 *
 * @param what - names it, where it cannot be made.
 * @throws UsageError
 */
export function makeFolder(path: string, what: string): string | undefined {
  try {
    return makeWithParents(path);
  } catch (error) {
    const reason = codeOf(error) === 'EEXIST' ? 'there is a file of that name' : reasonOf(error);
    throw new UsageError(`${what} cannot be made: ${reason}. Name another folder.`, {
      cause: error,
    });
  }
}

function makeWithParents(path: string): string | undefined {
  const make = (): boolean => {
    try {
      mkdirSync(path);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
      return false;
    }
  };
  try {
    return make() ? path : undefined;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    const outer = makeWithParents(dirname(path));
    return make() ? (outer ?? path) : outer;
  }
}

/**
 * Takes away the folder of a run of which nothing was saved, if the run made it and nobody put anything there: a later
 * look finds no runs that never were.
 */
export function removeEmptyRun({ folder, made }: RunFolder): void {
  if (made === undefined) return;
  try {
    // The folder's lock and name, of no use without a checkpoint. Anything else is somebody's.
    if (readdirSync(folder).some((name) => name !== 'RUN' && name !== 'chunks')) return;
    if (existsSync(join(folder, 'chunks'))) rmdirSync(join(folder, 'chunks'));
    rmSync(join(folder, 'RUN'), { force: true });
    for (let path = folder; ; path = dirname(path)) {
      rmdirSync(path);
      if (path === made) return;
    }
  } catch {
    // Not empty, or not ours to remove: then it stays.
  }
}

/** Makes the next free `checkpoints/online/run-N`. Two runs that start at once get two folders. */
export function makeNextRunFolder(root = RUNS_ROOT): RunFolder {
  const made = makeFolder(root, `The folder of the runs, ${root},`);
  let next = 1 + Math.max(0, ...runsBelow(root).map(({ number }) => number));
  for (;;) {
    const folder = join(root, `run-${next}`);
    try {
      mkdirSync(folder);
      return { folder, made: made ?? folder };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST')
        throw new UsageError(
          `${folder} cannot be made: ${reasonOf(error)}. Name another folder with --output.`,
          { cause: error },
        );
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

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
