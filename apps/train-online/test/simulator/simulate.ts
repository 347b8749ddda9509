import { CheckpointStore, digest, keepBest, keepLast } from '@graph/checkpoint';
import type { StateTree } from '@graph/core';
import { openTableStream, type TrainingSession, type TrainingStream } from '@graph/online';
import type { TrainingReport } from '../../dist/report/training-report.js';
import type { TrainSettings } from '../../dist/settings/train-settings.js';
import type { SavedRun } from '../../dist/training/run-checkpoints.js';
import { Choices, Disk, type Format, Killed, Table, type Weather } from './world.js';

/** The modules of the command that are simulated; a test may give changed ones. */
export type Command = {
  readonly conduct: typeof import('../../dist/training/conduct-run.js');
  readonly checkpoints: typeof import('../../dist/training/run-checkpoints.js');
  readonly clock: typeof import('../../dist/training/run-clock.js');
  readonly learning: typeof import('../../dist/training/learning-of.js');
  readonly report: typeof import('../../dist/training/training-report.js');
  readonly schema: typeof import('../../dist/training/schema-options.js');
  readonly resolve: typeof import('../../dist/settings/resolve-settings.js');
  readonly run: typeof import('../../dist/settings/run-settings.js');
  readonly stream: typeof import('../../dist/training/open-stream.js');
};

/** Loads the command from its built modules, or from a changed copy of them. */
export async function loadCommand(dist: URL): Promise<Command> {
  const load = (file: string): Promise<never> => import(new URL(file, dist).href) as Promise<never>;
  return {
    conduct: await load('training/conduct-run.js'),
    checkpoints: await load('training/run-checkpoints.js'),
    clock: await load('training/run-clock.js'),
    learning: await load('training/learning-of.js'),
    report: await load('training/training-report.js'),
    schema: await load('training/schema-options.js'),
    resolve: await load('settings/resolve-settings.js'),
    run: await load('settings/run-settings.js'),
    stream: await load('training/open-stream.js'),
  };
}

/** What is simulated: settings, data, and how much of it. */
type Plan = {
  readonly flags: Readonly<Record<string, string>>;
  readonly table: Table | undefined;
  readonly examples: number;
};

/** What came of a seed. */
export type Outcome = { readonly legs: number; readonly ends: readonly string[] };

const FOLDER = '/run';

/** Draws what is learned, and how. */
function planOf(choices: Choices, seed: number): Plan {
  const flags: Record<string, string> = {
    seed: String(seed),
    hidden: choices.one(['3', '4,3']),
    'batch-size': String(choices.one([1, 5, 8, 16])),
    'replay-ratio': choices.one(['0', '0.5', '0.75']),
    'updates-per-batch': choices.one(['1', '2']),
    'replay-strategy': choices.one(['uniform', 'prioritized', 'recency', 'mixed', 'balanced']),
    'replay-capacity': String(choices.one([7, 40, 300])),
    'consolidation-interval': String(choices.whole(10, 60)),
    consolidate: choices.one(['none', 'none', 'ewc', 'online-ewc', 'si', 'mas']),
    optimizer: choices.one(['adam', 'sgd']),
    'checkpoint-interval': String(choices.whole(5, 80)),
  };
  if (choices.oneIn(3)) flags['grow'] = '12';
  if (choices.oneIn(3)) Object.assign(flags, { prune: '0.4', 'prune-over': '60' });
  // Held-out rows of seven levels are drawn anew by each process: it costs more than all else.
  if (choices.oneIn(16))
    return {
      flags: { ...flags, ...curriculumFlags(choices) },
      table: undefined,
      examples: choices.whole(20, 90),
    };
  const rows = choices.whole(15, 80);
  const format = choices.one<Format>(['csv', 'csv', 'jsonl', 'parquet', 'objects']);
  const canBeBad = format === 'csv' || format === 'jsonl';
  const badRows = canBeBad && choices.oneIn(2) ? [choices.whole(11, rows - 1)] : [];
  Object.assign(flags, {
    data: 'table',
    target: choices.one(['amount', 'flag', 'kind']),
    'infer-rows': '10',
    'on-drift': choices.one(['adapt', 'report', 'ignore']),
    'label-delay': String(choices.one([0, 0, 1, 7, 30, 1000])),
    'on-bad-row': 'skip',
  });
  return { flags, table: new Table(format, rows, badRows, seed), examples: rows - badRows.length };
}

function curriculumFlags(choices: Choices): Record<string, string> {
  return {
    'examples-per-level': String(choices.whole(10, 40)),
    order: choices.one(['curriculum', 'shuffled']),
    ...(choices.oneIn(2) ? { 'allow-regression': 'true', 'regression-loss': '0.2' } : {}),
  };
}

/** Time that runs unevenly: some looks at it find a minute gone. */
class UnevenClock {
  readonly #choices: Choices;
  readonly #ticks: Set<() => void> = new Set();
  #now = 0;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  now(): number {
    this.#now += this.#choices.oneIn(50) ? 61_000 : this.#choices.whole(0, 9);
    return this.#now;
  }

  every(_: number, tick: () => void): () => void {
    this.#ticks.add(tick);
    return () => this.#ticks.delete(tick);
  }

  async yield(): Promise<void> {
    await new Promise((done) => setImmediate(done));
  }

  /** Lets a minute pass while nothing else happens. */
  async minute(): Promise<void> {
    for (let ticks = 0; ticks < 4; ticks += 1) {
      this.#now += 20_000;
      for (const tick of this.#ticks) tick();
      await new Promise((done) => setImmediate(done));
    }
  }
}

/** How one process of a run ends. */
type Ending = 'end' | 'target' | 'signal' | 'silence' | 'kill' | 'kill at the disk' | 'broken data';

/** Figures of a report that are of the state, not of the time or the place. */
function figuresOf(report: TrainingReport): unknown {
  const { config: _, seconds: __, cpuSeconds: ___, checkpoint: ____, ...rest } = report;
  const { examplesPerSecond: _____, trainedExamplesPerCpuSecond: ______, ...figures } = rest;
  return JSON.parse(JSON.stringify(figures));
}

/** Runs a seed with and without disturbances, and throws where what comes of it is not the same. */
export async function simulate(command: Command, seed: number): Promise<Outcome> {
  const choices = new Choices(seed);
  const plan = planOf(choices, seed);
  const whole = await leg(command, plan, new Disk(), { choices, ending: 'end', isFirst: true });
  const disk = new Disk();
  const ends: Ending[] = [];
  for (let isFirst = true; ; ) {
    const isLast = ends.length >= 3;
    const ending = isLast ? 'end' : choices.one(plan.table === undefined ? CURRICULUM_ENDS : TABLE_ENDS);
    const result = await leg(command, plan, disk, { choices, ending, isFirst });
    ends.push(ending);
    isFirst = isFirst && !result.isSaved;
    if (!result.isWhole) continue;
    const [given, wanted] = [figuresOf(result.report!), figuresOf(whole.report!)];
    if (JSON.stringify(given) !== JSON.stringify(wanted))
      throw new Error(
        `${ends.join(', ')}: ${JSON.stringify(given)}\nis not what the whole run says:\n${JSON.stringify(wanted)}`,
      );
    return { legs: ends.length, ends };
  }
}

const CURRICULUM_ENDS: readonly Ending[] = ['end', 'target', 'signal', 'kill', 'kill at the disk'];
const TABLE_ENDS: readonly Ending[] = [...CURRICULUM_ENDS, 'silence', 'broken data', 'broken data'];

type LegResult = { readonly isWhole: boolean; readonly isSaved: boolean; readonly report?: TrainingReport };

/** One process: from the last checkpoint, if there is one, to its ending. */
async function leg(
  command: Command,
  plan: Plan,
  disk: Disk,
  { choices, ending, isFirst }: { choices: Choices; ending: Ending; isFirst: boolean },
): Promise<LegResult> {
  const process = disk.process(
    ending === 'kill at the disk' ? choices.whole(1, 120) : Number.POSITIVE_INFINITY,
  );
  const stop = new AbortController();
  const clock = new UnevenClock(choices);
  const stopAt = choices.whole(1, 40);
  let steps = 0;
  let store: CheckpointStore | undefined;
  try {
    store = await CheckpointStore.open({
      fileSystem: process.fileSystem,
      folder: FOLDER,
      retention: [keepLast(choices.whole(1, 3)), keepBest(1, 'max')],
    });
    const saved = isFirst ? undefined : await load(store);
    const flags = {
      ...plan.flags,
      // Saves cost most of the time: one after every row is rare.
      'checkpoint-interval': choices.oneIn(12) ? '1' : String(choices.one([7, 10, 16, 40, 80])),
      ...(saved === undefined ? {} : { resume: FOLDER }),
      ...(ending === 'broken data' && choices.oneIn(2) ? { 'on-bad-row': 'fail' } : {}),
    };
    const settings = command.run.runSettings(command.resolve.resolveSettings(flags, {}), saved);
    const done = saved?.report.examples ?? 0;
    const target =
      ending === 'target'
        ? choices.whole(done, Math.max(done, plan.examples))
        : plan.table === undefined
          ? Math.max(done, plan.examples)
          : undefined;
    const length = plan.table?.length ?? 0;
    const weather: Weather = {
      failsAt:
        ending === 'broken data' && flags['on-bad-row'] !== 'fail' ? choices.whole(1, length) : undefined,
      silentAt: ending === 'silence' ? choices.whole(1, length) : undefined,
      onSilence: () => void clock.minute().then(() => stop.abort()),
    };
    const stream = await within(
      stop.signal,
      openStream(command, plan, settings, saved?.tree, choices, weather),
    );
    if (stream === undefined) return { isWhole: false, isSaved: false };
    const session = command.conduct.openSession(settings, stream, saved?.tree);
    const { report, failure } = await command.conduct.conductRun({
      ...{ settings, target, session, clock },
      checkpoints: new command.checkpoints.RunCheckpoints(FOLDER, store),
      metrics: undefined,
      recorder: { save: () => ({ history: {}, sums: {}, looked: {} }), stepped: () => undefined },
      times: new command.clock.RunClock(),
      signal: stop.signal,
      display: {
        levelChanged: () => undefined,
        waiting: () => undefined,
        step: () => {
          steps += 1;
          if (steps !== stopAt) return;
          if (ending === 'signal') stop.abort();
          if (ending === 'kill') {
            process.kill();
            throw new Killed('killed');
          }
        },
      },
    });
    if (failure !== undefined && ending !== 'broken data') throw failure;
    await compareWithSaved(command, plan, store, settings, report, choices);
    await store.close();
    const isWhole = plan.table === undefined ? session.examples === plan.examples : session.ended;
    return { isWhole, isSaved: true, report };
  } catch (error) {
    if (ending.startsWith('kill') && isKill(error))
      return { isWhole: false, isSaved: await hasCheckpoint(disk) };
    // The data broke before the first row: nothing is there to save.
    if (
      ending === 'broken data' &&
      isFirst &&
      /EIO|line \d+/.test(String(error)) &&
      !(await hasCheckpoint(disk))
    )
      return { isWhole: false, isSaved: false };
    if (ending === 'broken data' && !isFirst && /EIO/.test(String(error)) && steps === 0)
      return { isWhole: false, isSaved: true };
    throw error;
  }
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

function openStream(
  { learning, schema, stream }: Command,
  { table }: Plan,
  settings: TrainSettings,
  saved: StateTree | undefined,
  choices: Choices,
  weather: Weather,
): Promise<TrainingStream> {
  if (table === undefined) return stream.openStream(settings, saved, () => undefined);
  return schema
    .schemaOptions(settings)
    .then((options) =>
      openTableStream(
        table.source(choices.one([1, 17, 100, 5000]), weather),
        options,
        learning.tableSettingsOf(settings),
        saved,
      ),
    );
}

function within<T>(signal: AbortSignal, coming: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(undefined));
    coming.then(resolve, reject);
  });
}

/** Restores what is on the disk: its digest is the one reported, and so is every figure that can be measured of it. */
async function compareWithSaved(
  command: Command,
  plan: Plan,
  store: CheckpointStore,
  settings: TrainSettings,
  report: TrainingReport,
  choices: Choices,
): Promise<void> {
  const { tree } = await store.load();
  if (digest(tree) !== report.stateDigest)
    throw new Error(
      `the newest checkpoint has not the digest that is reported at ${report.examples} examples`,
    );
  const stream = await openStream(command, plan, settings, tree as StateTree, choices, {});
  const session: TrainingSession = command.conduct.openSession(settings, stream, tree as StateTree);
  const measured = command.report.trainingReport({
    settings,
    session,
    clock: new command.clock.RunClock(),
    isFinal: true,
  });
  const [given, wanted] = [report, { ...measured, stateDigest: report.stateDigest }].map((each) =>
    JSON.stringify(figuresOf(each)),
  );
  if (given !== wanted) throw new Error(`reported:\n${given}\nand saved:\n${wanted}`);
  await stream.close();
}
