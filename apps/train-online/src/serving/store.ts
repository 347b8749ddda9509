import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError, CheckpointStore, keepLast } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import type { OnlineModelState } from '@graph/online';
import { FileEventLog, type Past } from '@graph/serve';
import { UsageError } from '../settings/usage-error.js';

/** Checkpoints that stay in a store. */
const KEPT = 3;

/** Bytes of an event in the log, roughly. */
const EVENT_BYTES = 150;

/** The version of the layout of what a store's checkpoints hold. */
const STATE_VERSION = 1;

/** The folder of a served model: its events, its checkpoints, and the model that it began with. */
export type Store = {
  readonly log: FileEventLog;
  /** Not there where a store is only read, and none was saved yet. */
  readonly checkpoints?: CheckpointStore;
  readonly base?: () => Promise<OnlineModelState>;
};

const eventsOf = (folder: string): string => join(folder, 'events');
const baseOf = (folder: string): string => join(folder, 'base');

/** Tells whether a folder holds a served model. */
export function holdsStore(folder: string): boolean {
  return existsSync(eventsOf(folder)) && readdirSync(eventsOf(folder)).length > 0;
}

/**
 * Opens the store of a served model, to serve it.
 *
 * @param flush - whether the log waits for the disk.
 * @param keep - events that stay in the log at least; default all.
 * @throws CheckpointError `LOCKED` if another process does.
 */
export async function openStore(
  folder: string,
  { flush = true, keep }: { readonly flush?: boolean; readonly keep?: number | undefined } = {},
): Promise<Store> {
  const checkpoints = await openCheckpoints(folder, 'write');
  try {
    return { ...(await openEvents(folder, flush, keep)), checkpoints };
  } catch (error) {
    await checkpoints.close();
    throw error;
  }
}

/**
 * Opens the past of a served model to read it, beside a server that goes on. Nothing is written.
 *
 * @throws UsageError if there is none.
 */
export async function openPast(folder: string): Promise<Past & Store> {
  if (!holdsStore(folder))
    throw new UsageError(
      `${folder} holds no events. Wanted the folder that train-online serve --store has written.`,
    );
  const checkpoints = await openCheckpoints(folder, 'read').catch((error: unknown) => {
    if (CheckpointError.is(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  return { ...(await openEvents(folder, true)), ...(checkpoints === undefined ? {} : { checkpoints }) };
}

/** Says that something cannot be done because `--keep` has let go of what it needs. */
export function lost(what: string, cause: Error): UsageError {
  return new UsageError(`${what}: ${cause.message} (--keep).`, { cause });
}

/** Releases what a store holds. */
export async function closeStore({ checkpoints, log }: Store): Promise<void> {
  await log.close();
  await checkpoints?.close();
}

/** Puts the model that a served one begins with into its store. */
export async function saveBase(folder: string, state: OnlineModelState): Promise<void> {
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder: baseOf(folder) });
  await store.save(state, { examples: state.rows }).durable;
  await store.close();
}

async function openEvents(
  folder: string,
  flush: boolean,
  keep?: number,
): Promise<Omit<Store, 'checkpoints'>> {
  const log = await FileEventLog.open({
    fileSystem: new NodeFileSystem({ thread: 'main' }),
    folder: eventsOf(folder),
    flush,
    // Whole files are let go of, so that few events need small ones.
    ...(keep === undefined ? {} : { segmentBytes: Math.min(Math.max(keep * EVENT_BYTES, 65_536), 2 ** 24) }),
  });
  return existsSync(baseOf(folder)) ? { log, base: () => readBase(folder) } : { log };
}

async function readBase(folder: string): Promise<OnlineModelState> {
  const store = await CheckpointStore.open({
    fileSystem: new NodeFileSystem(),
    folder: baseOf(folder),
    access: 'read',
  });
  const { tree } = await store.load();
  await store.close();
  return tree as OnlineModelState;
}

function openCheckpoints(folder: string, access: 'read' | 'write'): Promise<CheckpointStore> {
  return CheckpointStore.open({
    fileSystem: new NodeFileSystem(),
    folder,
    access,
    stateVersion: STATE_VERSION,
    ...(access === 'write' ? { retention: [keepLast(KEPT)] } : {}),
  });
}
