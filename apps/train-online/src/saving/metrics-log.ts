import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { reasonOf } from '../terminal/system-words.js';
import type { FigureLine } from './figure-line.js';

/** What each line begins with: so that the command knows its own. */
const OWN = '{"trainOnline":"metrics",';

/** Not waiting for a pipe that nobody reads; 0 where the system has no such thing. */
const NO_WAIT: number = constants.O_NONBLOCK ?? 0;

/** The file of `--metrics`: one line of JSON per point. */
export class MetricsLog {
  readonly name: string;
  readonly #file: number;
  #own = OWN;

  /** @param file - open for appending. */
  constructor(path: string, file: number) {
    this.name = `--metrics ${path}`;
    this.#file = file;
  }

  /** Names the run in each line that comes: files of several runs may be put together. */
  begin(run: string): void {
    this.#own = `${OWN}"run":${JSON.stringify(run)},`;
  }

  /** Adds one line. */
  write(line: FigureLine): void {
    try {
      writeSync(this.#file, `${this.#own}${JSON.stringify(line).slice(1)}\n`);
    } catch (error) {
      // A pipe that is full or has no reader any more: figures may be missed, training must not wait for them.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN' && code !== 'EPIPE') throw error;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/**
 * Opens the file of `--metrics`, if there is to be one: starts it, or continues it. Lines of this command about
 * examples that a resumed run learns again are taken away, and none of anybody else.
 *
 * @param resumed - the run that is resumed: its examples, and its name where it has one.
 * @throws UsageError if it cannot be written, or holds what this run did not write.
 */
export function openMetrics(
  settings: Pick<TrainSettings, 'metrics' | 'overwrite' | 'data'>,
  resumed: { readonly examples: number; readonly run?: string | undefined } | undefined,
): MetricsLog | undefined {
  const { metrics: path, overwrite } = settings;
  if (path === undefined) return undefined;
  if (settings.data !== undefined && isSameFile(path, settings.data))
    throw new UsageError(`--metrics ${path} is the file of --data, which is only read: name another file.`);
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY | NO_WAIT);
    if (fstatSync(file).isFile()) {
      const text = readFileSync(path, 'utf8');
      const isOwn = text === '' || text.startsWith(OWN);
      if (!overwrite && !(isOwn && (resumed !== undefined || text === '')))
        throw new UsageError(
          `--metrics ${path} holds ${isOwn ? 'the figures of another run' : 'what train-online did not write'}: name another file, or replace it with --overwrite.`,
        );
      const kept = isOwn && resumed !== undefined ? keptLines(text, resumed) : '';
      if (kept !== text) {
        ftruncateSync(file);
        writeSync(file, kept);
      }
    }
    return new MetricsLog(path, file);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    if (UsageError.is(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENXIO'
        ? 'nobody reads this pipe yet; start its reader first'
        : code === 'ENOENT'
          ? `the folder ${dirname(path)} is not there; make it first`
          : reasonOf(error);
    throw new UsageError(`--metrics ${path} cannot be written: ${reason}`, { cause: error });
  }
}

function isSameFile(path: string, other: string): boolean {
  const [first, second] = [path, other].map((name) => statSync(name, { throwIfNoEntry: false }));
  return first?.isFile() === true && first.ino === second?.ino && first.dev === second.dev;
}

/**
 * Leaves out the lines of a run about more than so many examples, and one of ours that a kill cut off; ends the last line
 * of another. A line that names no run is of an earlier release, and so of this run.
 */
function keptLines(
  text: string,
  { examples, run }: { readonly examples: number; readonly run?: string | undefined },
): string {
  const kept = text.split(/(?<=\n)/).filter((line) => {
    if (!line.startsWith(OWN)) return true;
    try {
      const found = JSON.parse(line) as { readonly examples: number; readonly run?: string };
      return found.examples <= examples || (found.run ?? run) !== run;
    } catch {
      return false;
    }
  });
  const last = kept.at(-1) ?? '';
  return last === '' || last.endsWith('\n') ? kept.join('') : `${kept.join('')}\n`;
}
