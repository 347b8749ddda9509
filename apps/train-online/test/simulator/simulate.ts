import { CheckpointStore, digest, keepBest, keepLast } from '@graph/checkpoint';
import type { StateTree } from '@graph/core';
import { openTableStream, type TrainingSession, type TrainingStream } from '@graph/online';
import type { TrainingReport } from '../../dist/report/training-report.js';
import type { TrainSettings } from '../../dist/settings/train-settings.js';
import type { SavedRun } from '../../dist/training/run-checkpoints.js';
import type { Command } from './command.js';
import { type Plan, planOf } from './plan.js';
import { Choices, Disk, Killed, type Process, UnevenClock, type Weather } from './world.js';

/** What came of a seed. */
export type Outcome = { readonly legs: number; readonly ends: readonly string[] };

/** How one process of a run ends. */
type Ending = 'end' | 'target' | 'signal' | 'silence' | 'kill' | 'kill at the disk' | 'broken data';

const CURRICULUM_ENDS: readonly Ending[] = ['end', 'target', 'signal', 'kill', 'kill at the disk'];
const TABLE_ENDS: readonly Ending[] = [...CURRICULUM_ENDS, 'silence', 'broken data', 'broken data'];

/** So many seeds in a row stand for the same settings and data, each with disturbances of its own. */
const DISTURBED = 2;

const FOLDER = '/run';

/** What a run takes is not of its state. */
const NO_TIME = { seconds: 1, cpuSeconds: 1 };

/** A plan, and what is reported where nothing disturbs it. */
export type Reference = {
  readonly seed: number;
  readonly plan: Plan;
  readonly figures: string;
};

/**
 * Learns without disturbances what a seed stands for.
 *
 * @param last - the reference of another seed, which is as good where both stand for the same.
 */
export async function reference(command: Command, seed: number, last?: Reference): Promise<Reference> {
  const planSeed = Math.floor(seed / DISTURBED);
  if (last?.seed === planSeed) return last;
  const choices = new Choices(planSeed, 'plan');
  const plan = planOf(choices, planSeed);
  const whole = await new SimulatedRun(command, plan, choices).wholeAtOnce();
  return { seed: planSeed, plan, figures: figuresOf(whole) };
}

/** Runs what a seed stands for with the disturbances of that seed, and throws where what comes of it is not the same. */
export async function simulate(
  command: Command,
  seed: number,
  { plan, figures: wanted }: Reference,
): Promise<Outcome> {
  const choices = new Choices(seed, 'disturbances');
  const run = new SimulatedRun(command, plan, choices);
  const ends: Ending[] = [];
  for (;;) {
    const possible = plan.table === undefined ? CURRICULUM_ENDS : TABLE_ENDS;
    const ending = ends.length >= 2 ? 'end' : choices.one(possible);
    ends.push(ending);
    const report = await run.leg(ending);
    if (report === undefined) continue;
    const given = figuresOf(report);
    if (given !== wanted)
      throw new Error(`${ends.join(', ')}: ${given}\nis not what the whole run says:\n${wanted}`);
    return { legs: ends.length, ends };
  }
}

/** The figures of a report that are of the state, not of the time or the place. */
function figuresOf(report: TrainingReport): string {
  const { config: _, seconds: __, cpuSeconds: ___, checkpoint: ____, ...rest } = report;
  const { examplesPerSecond: _____, trainedExamplesPerCpuSecond: ______, ...figures } = rest;
  return JSON.stringify(figures);
}

/** One process, and what is done to it. */
type Leg = {
  readonly process: Process;
  readonly ending: Ending;
  readonly clock: UnevenClock;
  readonly stop: AbortController;
  /** The step at which the signal comes or it is killed. */
  readonly stopAt: number;
  readonly interval: number;
  readonly weather: Weather;
};

type LegResult = { readonly report: TrainingReport; readonly isWhole: boolean };

/** A run of the command on a disk of its own, process after process. */
class SimulatedRun {
  readonly #command: Command;
  readonly #plan: Plan;
  readonly #choices: Choices;
  readonly #disk: Disk = new Disk();
  #isSaved = false;
  #steps = 0;
  /** What the last process reported, until the state that it saved was looked at. */
  #reported: TrainingReport | undefined;

  constructor(command: Command, plan: Plan, choices: Choices) {
    this.#command = command;
    this.#plan = plan;
    this.#choices = choices;
  }

  /** Learns everything in one process that nothing disturbs; it saves at its end. */
  async wholeAtOnce(): Promise<TrainingReport> {
    const result = await this.#process({
      process: this.#disk.process(Number.POSITIVE_INFINITY),
      ending: 'end',
      clock: new UnevenClock(undefined),
      stop: new AbortController(),
      stopAt: Number.POSITIVE_INFINITY,
      interval: 1_000_000,
      weather: {},
    });
    return result!.report;
  }

  /** One process: from the last checkpoint, if there is one, to its ending. Returns its report where all is learned. */
  async leg(ending: Ending): Promise<TrainingReport | undefined> {
    const choices = this.#choices;
    const stop = new AbortController();
    const clock = new UnevenClock(choices);
    const length = this.#plan.table?.length ?? 0;
    this.#steps = 0;
    const wasSaved = this.#isSaved;
    try {
      const result = await this.#process({
        process: this.#disk.process(
          ending === 'kill at the disk' ? choices.whole(1, 60) : Number.POSITIVE_INFINITY,
        ),
        ...{ ending, clock, stop },
        stopAt: choices.whole(1, this.#plan.steps),
        interval: intervalOf(this.#plan, choices),
        weather: {
          failsAt: ending === 'broken data' ? choices.whole(1, length) : undefined,
          silentAt: ending === 'silence' ? choices.whole(1, length) : undefined,
          onSilence: () => void clock.minute().then(() => stop.abort()),
        },
      });
      return result?.isWhole ? result.report : undefined;
    } catch (error) {
      this.#isSaved = await hasCheckpoint(this.#disk);
      if (ending.startsWith('kill') && isKill(error)) return undefined;
      if (ending === 'broken data') {
        // It broke before the first row of the run, or of this process: there is nothing new to save.
        if (!wasSaved && /EIO|line \d+/.test(String(error)) && !this.#isSaved) return undefined;
        if (wasSaved && /EIO/.test(String(error)) && this.#steps === 0) return undefined;
      }
      throw error;
    }
  }

  /** Does what a process does; returns undefined where it was stopped before it had opened the data. */
  async #process(leg: Leg): Promise<LegResult | undefined> {
    const { conduct, checkpoints } = this.#command;
    const { table, examples } = this.#plan;
    const choices = this.#choices;
    const store = await CheckpointStore.open({
      fileSystem: leg.process.fileSystem,
      folder: FOLDER,
      retention: [keepLast(choices.whole(1, 3)), keepBest(1, 'max')],
    });
    const saved = this.#isSaved ? await load(store) : undefined;
    const settings = this.#settings(leg, saved);
    const done = saved?.report.examples ?? 0;
    const most = Math.max(done, examples);
    const target =
      leg.ending === 'target' ? choices.whole(done, most) : table === undefined ? most : undefined;
    const stream = await within(leg.stop.signal, this.#stream(settings, saved?.tree, leg.weather));
    if (stream === undefined) return undefined;
    const session = conduct.openSession(settings, stream, saved?.tree);
    if (saved !== undefined) this.#compareWithReported(session, settings, saved);
    const { report, failure } = await conduct.conductRun({
      ...{ settings, target, session, clock: leg.clock },
      checkpoints: new checkpoints.RunCheckpoints(FOLDER, store),
      metrics: undefined,
      recorder: { save: () => ({ history: {}, sums: {}, looked: {} }), stepped: () => undefined },
      times: NO_TIME,
      signal: leg.stop.signal,
      display: {
        levelChanged: () => undefined,
        waiting: () => undefined,
        step: () => this.#stepped(leg),
      },
    });
    if (failure !== undefined && leg.ending !== 'broken data') throw failure;
    this.#isSaved = true;
    this.#reported = report;
    const isWhole = table === undefined ? session.examples === examples : session.ended;
    // Otherwise the next process looks at what it loads.
    if (isWhole && choices.oneIn(2)) await this.#compareWithDisk(store, settings);
    await store.close();
    return { report, isWhole };
  }

  #settings({ interval, ending }: Leg, saved: SavedRun | undefined): TrainSettings {
    const { run, resolve } = this.#command;
    const flags = {
      ...this.#plan.flags,
      'checkpoint-interval': String(interval),
      ...(saved === undefined ? {} : { resume: FOLDER }),
      ...(ending === 'broken data' && this.#choices.oneIn(2) ? { 'on-bad-row': 'fail' } : {}),
    };
    return run.runSettings(resolve.resolveSettings(flags, {}), saved);
  }

  #stepped({ stopAt, ending, stop, process }: Leg): void {
    this.#steps += 1;
    if (this.#steps !== stopAt) return;
    if (ending === 'signal') stop.abort();
    if (ending === 'kill') {
      process.kill();
      throw new Killed('killed');
    }
  }

  async #stream(
    settings: TrainSettings,
    saved: StateTree | undefined,
    weather: Weather,
  ): Promise<TrainingStream> {
    const { table } = this.#plan;
    const { stream, schema, learning } = this.#command;
    if (table === undefined) return stream.openStream(settings, saved, () => undefined);
    return openTableStream(
      table.source(this.#choices.oneIn(30) ? 1 : this.#choices.one([17, 100, 5000]), weather),
      await schema.schemaOptions(settings),
      learning.tableSettingsOf(settings),
      saved,
    );
  }

  /** Looks at the newest checkpoint as the next process would. */
  async #compareWithDisk(store: CheckpointStore, settings: TrainSettings): Promise<void> {
    const saved = await load(store);
    const stream = await this.#stream(settings, saved.tree, {});
    const session = this.#command.conduct.openSession(settings, stream, saved.tree);
    this.#compareWithReported(session, settings, saved);
    await stream.close();
  }

  /** A state that was read back has the digest that was reported, and so it has every figure that can be measured of it. */
  #compareWithReported(session: TrainingSession, settings: TrainSettings, { tree }: SavedRun): void {
    const reported = this.#reported;
    if (reported === undefined) return;
    this.#reported = undefined;
    const { stateDigest } = reported;
    if (digest(tree) !== stateDigest)
      throw new Error(
        `the newest checkpoint has not the digest that is reported at ${reported.examples} examples`,
      );
    const { trainingReport } = this.#command.report;
    const measured = trainingReport({ settings, session, clock: NO_TIME, isFinal: true });
    const [given, wanted] = [reported, { ...measured, stateDigest }].map(figuresOf);
    if (given !== wanted) throw new Error(`reported:\n${given}\nand saved:\n${wanted}`);
  }
}

/** Saves cost most of the time: one after every row is rare, and many intervals end where the data does. */
function intervalOf({ examples }: Plan, choices: Choices): number {
  if (choices.oneIn(40)) return 1;
  return Math.ceil(examples / choices.one([1, 1, 2, 3, 5]));
}

function isKill(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof Killed || cause.message.includes('killed')) return true;
  return false;
}

async function hasCheckpoint(disk: Disk): Promise<boolean> {
  try {
    return (await disk.files.list(FOLDER)).some(({ name }) => /^checkpoint_\d+\.json$/.test(name));
  } catch {
    return false;
  }
}

async function load(store: CheckpointStore): Promise<SavedRun> {
  const { tree, manifest, rejected } = await store.load();
  if (rejected.length > 0) throw new Error(`a checkpoint cannot be used: ${rejected[0]!.reason}`);
  const report = manifest.summary as TrainingReport | undefined;
  if (report === undefined) throw new Error('a checkpoint says nothing about itself');
  return {
    folder: FOLDER,
    tree: tree as StateTree,
    report,
    history: undefined,
    info: manifest,
    warnings: [],
  };
}

function within<T>(signal: AbortSignal, coming: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(undefined));
    coming.then(resolve, reject);
  });
}
