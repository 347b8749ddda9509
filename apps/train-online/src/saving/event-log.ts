import { closeSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventFileHeader, eventFileName, scalarRecord } from '@graph/report';
import { makeFolder } from '../run-folder.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { reasonOf } from '../terminal/system-words.js';
import { type FigureLine, lineTags } from './figure-line.js';

/** What the names of our event files end with. */
const OWN = 'train-online';

/** The event file of `--tensorboard`. */
export class EventLog {
  readonly name: string;
  readonly #file: number;

  /** @param file - open for appending. */
  constructor(folder: string, file: number) {
    this.name = `--tensorboard ${folder}`;
    this.#file = file;
  }

  /** An event file is of one run: its points need no name. */
  begin(): void {}

  /** Adds one record. */
  write(line: FigureLine): void {
    writeSync(this.#file, scalarRecord({ seconds: now(), step: line.examples, values: lineTags(line) }));
  }

  close(): void {
    closeSync(this.#file);
  }
}

/**
 * Opens an event file in the folder of `--tensorboard`, if there is to be one. Points that a resumed run makes again are taken away.
 *
 * @param resumed - examples of the run that is resumed.
 * @throws UsageError if it cannot be written, or holds the events of another run.
 */
export function openEvents(
  { tensorboard: folder, overwrite }: Pick<TrainSettings, 'tensorboard' | 'overwrite'>,
  resumed: number | undefined,
): EventLog | undefined {
  if (folder === undefined) return undefined;
  try {
    makeFolder(folder, `--tensorboard ${folder}`);
    const own = readdirSync(folder).filter((name) => name.includes('tfevents') && name.endsWith(`.${OWN}`));
    if (resumed === undefined && own.length > 0 && !overwrite)
      throw new UsageError(
        `--tensorboard ${folder} holds the events of another run: name another folder, or replace them with --overwrite.`,
      );
    for (const name of own) {
      const file = join(folder, name);
      const kept = resumed === undefined ? 0 : keptBytes(readFileSync(file), resumed);
      if (kept === 0) rmSync(file);
      else truncateSync(file, kept);
    }
    const seconds = now();
    const file = openSync(join(folder, eventFileName({ seconds }, OWN)), 'a');
    writeSync(file, eventFileHeader({ seconds }));
    return new EventLog(folder, file);
  } catch (error) {
    if (UsageError.is(error)) throw error;
    throw new UsageError(`--tensorboard ${folder} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
}

/** How many bytes hold whole records of at most so many examples. */
function keptBytes(file: Buffer, examples: number): number {
  let kept = 0;
  while (kept + 12 <= file.length) {
    const length = Number(file.readBigUInt64LE(kept));
    const end = kept + 16 + length;
    if (end > file.length || stepOf(file.subarray(kept + 12, kept + 12 + length)) > examples) break;
    kept = end;
  }
  return kept;
}

/** The step of an event that we wrote: the time, nine bytes, and then the step, where it has one. */
function stepOf(event: Buffer): number {
  if (event[9] !== 2 * 8) return 0;
  let step = 0;
  let factor = 1;
  for (let at = 10; ; at += 1) {
    const byte = event[at] ?? 0;
    step += (byte & 127) * factor;
    if (byte < 128) return step;
    factor *= 128;
  }
}

function now(): number {
  return Date.now() / 1000;
}
