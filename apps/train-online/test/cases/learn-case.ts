import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resolveSettings } from '../../dist/settings/resolve-settings.js';
import { openSession } from '../../dist/training/conduct-run.js';
import { openStream } from '../../dist/training/open-stream.js';
import { train } from '../../dist/training/train.js';
import { machineClock } from '../../dist/training/train-clock.js';
import { scratch } from '../cli.ts';
import { writeCase } from './write-case.ts';

/** Figures by their names. */
export type Figures = Readonly<Record<string, number>>;

/** What a run over a file came to. */
export type Learned = {
  /** The figures of its report. */
  readonly metrics: Figures;
  /** The figures when so many rows had been learned as `marks` said. */
  readonly marked: readonly Figures[];
  /** What it said of the data, as the command prints it. */
  readonly notes: readonly string[];
};

/** Flags by their names. */
export type CaseFlags = Readonly<Record<string, string>>;

/**
 * Learns a file in this process, as the command does without saving.
 *
 * @param marks - rows after which figures are taken.
 */
async function learnFile(
  file: string,
  target: string,
  flags: CaseFlags = {},
  marks: readonly number[] = [],
): Promise<Learned> {
  const texts = { data: file, target, seed: '1', output: join(scratch(), 'run'), ...flags };
  const settings = resolveSettings(texts, {}).values;
  const notes: string[] = [];
  const stream = await openStream(settings, undefined, (line) => notes.push(line));
  const session = openSession(settings, stream, undefined);
  const figures = (): Figures =>
    session.stream.report(session.learner.network, { isFinal: true }).metrics as unknown as Figures;
  const marked: Figures[] = [];
  try {
    for (const examples of [...marks, settings.examples || undefined]) {
      const plan = { examples, checkpointInterval: 100_000, checkpointEveryMs: Number.POSITIVE_INFINITY };
      const { failure } = await train(
        session,
        { ...plan, signal: new AbortController().signal, clock: machineClock },
        {
          onCheckpoint: async () => true,
          onStep: () => undefined,
          onLevelChange: () => undefined,
          onWait: () => undefined,
        },
      );
      if (failure !== undefined) throw failure;
      marked.push(figures());
    }
  } finally {
    await stream.close();
  }
  const metrics = marked.pop()!;
  return { metrics, marked, notes };
}

/** Writes a case and learns it. */
export function learnCase(
  name: string,
  target: string,
  flags?: CaseFlags,
  marks?: readonly number[],
): Promise<Learned> {
  return learnFile(writeCase(scratch(), name), target, flags, marks);
}

/** Learns a text that a test made up; `name` is that of its file. */
export function learnText(
  name: string,
  content: string | Uint8Array,
  target: string,
  flags?: CaseFlags,
): Promise<Learned> {
  const file = join(scratch(), basename(name));
  writeFileSync(file, content);
  return learnFile(file, target, flags);
}
