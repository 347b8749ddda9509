import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
  ChangedRanges,
  CheckpointInfo,
  CheckpointStore,
  JsonValue,
  PendingSave,
} from '@graph/checkpoint';
import type { StateTree } from '@graph/core';
import type { TrainingReport } from '../report/training-report.js';
import type { SavedHistory } from '../reporting/saved-history.js';
import { findRun, holdsRun, makeFolder, makeNextRunFolder, type RunFolder } from '../run-folder.js';
import { openForReading, openForTraining } from '../run-store.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';

/** A run that was read back: its state, what was said about it, and what could not be used. */
export type SavedRun = {
  readonly folder: string;
  readonly tree: StateTree;
  readonly report: TrainingReport;
  /** The course of the run; none where an earlier release saved it. */
  readonly history: SavedHistory | undefined;
  readonly info: CheckpointInfo;
  /** Damaged checkpoints that were passed over, as sentences. */
  readonly warnings: readonly string[];
};

/** What a manifest says: the report, and the course that led there. */
type Summary = TrainingReport & { readonly history?: SavedHistory };

/**
 * Reads the checkpoint that `path` speaks about: a checkpoint, a run folder, or `latest`.
 *
 * @param options.only - the parts of the state that are wanted; all of it if left out.
 * @throws UsageError if nothing is there. CheckpointError if there is no whole checkpoint.
 */
export async function loadRun(
  path: string,
  options: { readonly only?: readonly string[] } = {},
): Promise<SavedRun> {
  const { folder, examples } = findRun(path);
  const store = await openForReading(folder);
  const { tree, manifest, rejected } = await store.load(examples ?? 'newest', options);
  await store.close();
  const summary = manifest.summary as Summary | undefined;
  if (summary?.schemaVersion !== 1)
    throw new UsageError(`${join(folder, manifest.file)} is a checkpoint, but not one of train-online.`);
  const { history, ...report } = summary;
  const warnings = rejected.map(
    ({ file, reason }) => `${join(folder, file)} cannot be used (${reason}); resuming from ${manifest.file}.`,
  );
  return { folder, tree: tree as StateTree, report, history, info: manifest, warnings };
}

/** Chooses and makes the folder that a run writes to. @throws UsageError if it holds another run already. */
export function chooseFolder(settings: TrainSettings, resumed: SavedRun | undefined): RunFolder {
  const { output } = settings;
  const own = resumed?.folder;
  if (own !== undefined && (output === undefined || resolve(output) === resolve(own)))
    return { folder: own, made: undefined };
  if (output === undefined) return makeNextRunFolder();
  if (existsSync(output) && holdsRun(output) && !settings.overwrite)
    throw new UsageError(
      `--output ${output} holds a run already: resume it with --resume ${output}, replace it with --overwrite, or name another folder.`,
    );
  return { folder: output, made: makeFolder(output, `--output ${output}`) };
}

/** The checkpoints that a run writes. */
export class RunCheckpoints {
  readonly folder: string;
  readonly #store: CheckpointStore;
  #newest: PendingSave | undefined;

  /** Of a store that is open for writing. */
  constructor(folder: string, store: CheckpointStore) {
    this.folder = folder;
    this.#store = store;
  }

  /** Takes the folder's lock, and removes an earlier run's checkpoints when they are to be replaced. */
  static async open(folder: string, settings: TrainSettings, isNew: boolean): Promise<RunCheckpoints> {
    const store = await openForTraining(folder, settings.keep, settings['take-over']);
    // Under the lock, so that the run of another process is never taken away from it.
    if (isNew && settings.overwrite) await store.clear();
    return new RunCheckpoints(folder, store);
  }

  /** The name that every checkpoint of this run has; another run in the same folder has another. */
  get run(): string {
    return this.#store.run!;
  }

  /** New examples at the newest checkpoint of this call; undefined before the first. */
  get newestExamples(): number | undefined {
    return this.#newest?.examples;
  }

  /** The file of the checkpoint at so many examples. */
  fileAt(examples: number): string {
    return join(this.folder, `checkpoint_${examples}.json`);
  }

  /** Settles when every checkpoint so far has its turn, so that the next one displaces none: each gets to the disk. */
  get ready(): Promise<void> {
    return this.#newest?.ready ?? Promise.resolve();
  }

  /**
   * Copies the state and lets it be written while training goes on. Await `ready` before taking the state.
   *
   * @param checkpoint.changed - which bytes of the state's large arrays may have changed since the last save.
   * @returns when it is durable.
   */
  save(
    tree: StateTree,
    checkpoint: {
      readonly examples: number;
      readonly report: TrainingReport;
      readonly history: SavedHistory;
      readonly score: number;
      readonly changed: ChangedRanges;
    },
  ): Promise<CheckpointInfo> {
    const { examples, report, history, score: metric, changed } = checkpoint;
    const summary = { ...report, history } as unknown as JsonValue;
    this.#newest = this.#store.save(tree, { examples, metric, summary, changed });
    return this.#newest.durable;
  }

  /** Waits until the newest checkpoint is durable. */
  async flush(): Promise<CheckpointInfo | undefined> {
    return this.#newest?.durable;
  }

  /** How many checkpoints there are. */
  async count(): Promise<number> {
    return (await this.#store.list()).checkpoints.length;
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
