import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '@graph/checkpoint';
import {
  createResponder,
  type Responder,
  ServedModel,
  ServeError,
  type ServeRequest,
  type ServeResponse,
} from '@graph/serve';
import { UsageError } from '../settings/usage-error.js';
import { commandLine } from '../terminal/command-line.js';
import { grouped } from '../terminal/format.js';
import { printable } from '../terminal/printable.js';
import { listenForStop } from '../training/stop-signals.js';
import { baseModel } from './base-model.js';
import { challengerOf } from './challenger.js';
import type { GivenOptions } from './model-options.js';
import { listen } from './node-server.js';
import type { readDurability } from './serve-flags.js';
import { closeStore, holdsStore, lost, openPast, openStore, type Store, saveBase } from './store.js';

/** Rows that have waited too long are looked for so often. */
const EXPIRY_MS = 1000;

/** Everything that can be said about serving. */
export type ServeSettings = {
  readonly target: readonly string[];
  readonly from: string | undefined;
  readonly store: string;
  readonly host: string;
  readonly port: number;
  readonly tokenFile: string | undefined;
  /** Undefined where it stays what it was. */
  readonly labelWaitMs: number | null | undefined;
  readonly labelDefault: string | number | boolean | undefined;
  readonly maxPending: number;
  readonly maxColumns: number | undefined;
  readonly maxInFlight: number;
  readonly durability: ReturnType<typeof readDurability>;
  readonly shadow: string | undefined;
  readonly readOnly: boolean;
  readonly checkpointInterval: number;
  readonly keep: number | undefined;
  readonly model: GivenOptions;
};

/** What is said when the server has stopped. */
export type ServeResult = { readonly event: number; readonly rows: number; readonly digest: string };

/** Serves until it is told to stop. @throws UsageError if it cannot be done as asked. */
export async function runServe(settings: ServeSettings): Promise<ServeResult> {
  const token = readToken(settings);
  // A port that is taken is found before anything is written; who asks before the model is there is told to ask again.
  let respond: Responder = notYet;
  const { host, port } = settings;
  const server = await listen((request) => respond(request), { host, port }).catch((error: Error) => {
    throw new UsageError(`--host ${host} --port ${port} cannot be listened on: ${error.message}`, {
      cause: error,
    });
  });
  const served = await openModel(settings, await open(settings));
  if (settings.shadow !== undefined) await challenge(settings.shadow, served);
  respond = createResponder({
    model: served,
    now: Date.now,
    maxInFlight: settings.maxInFlight,
    ...(token === undefined ? {} : { token }),
    onError: (error) => say(`something went wrong: ${(error as Error)?.message ?? error}`),
  });
  greet(server.url, served, settings, token !== undefined);
  const expiry = setInterval(() => {
    served.expire().catch(() => undefined);
  }, EXPIRY_MS);
  await stopped(settings.readOnly);
  clearInterval(expiry);
  await server.stop();
  const result = { event: served.sequence, rows: served.report().version, digest: served.digest };
  await close(served);
  say(
    `stopped at event ${grouped(result.event)} with ${grouped(result.rows)} rows learned from; ${result.digest}`,
  );
  const flags = settings.readOnly ? ['--read-only'] : [];
  say(`go on with ${commandLine(['serve', '--store', settings.store, ...flags])}`);
  return result;
}

/** Lets the model of a run learn beside. @throws UsageError if that cannot be. */
async function challenge(run: string, served: ServedModel): Promise<void> {
  try {
    await challengerOf(run, served);
  } catch (error) {
    await served.close();
    throw ServeError.is(error) && error.code === 'LOG_LOST' ? lost(`--shadow ${run}`, error) : error;
  }
}

/** Answers while the model is being restored. */
async function notYet({ url }: ServeRequest): Promise<ServeResponse> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  if (url === '/livez') return { status: 200, headers, body: '{"status":"alive"}' };
  const error = { code: 'NOT_READY', message: 'the model is being restored' };
  return { status: 503, headers: { ...headers, 'retry-after': '1' }, body: JSON.stringify({ error }) };
}

/** Saves and closes. Where only the checkpoint cannot be saved nothing is lost. */
async function close(served: ServedModel): Promise<void> {
  try {
    await served.close();
  } catch (error) {
    if (CheckpointError.is(error))
      say('nothing is lost: every event is in the log, and the next start learns from it');
    throw error;
  }
}

function stopped(isReadOnly: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = listenForStop((name) => {
      say(`${name}: answering what is there${isReadOnly ? '' : ', then saving'}`);
      resolve();
    });
    stop.signal.addEventListener('abort', () => stop.close(), { once: true });
  });
}

async function open(settings: ServeSettings): Promise<Store> {
  const { store, from, durability, readOnly, shadow, keep } = settings;
  if (readOnly) {
    if (from !== undefined || shadow !== undefined)
      throw new UsageError(`--read-only cannot be with ${from === undefined ? '--shadow' : '--from'}.`);
    return openPast(store);
  }
  if (from !== undefined) {
    if (holdsStore(store))
      throw new UsageError(
        `--from ${from}: ${store} holds a model already. Leave --from out, or name another --store.`,
      );
    await saveBase(store, await baseModel(from));
  }
  try {
    return await openStore(store, { flush: durability.flush, keep });
  } catch (error) {
    if (CheckpointError.is(error) && error.code === 'LOCKED')
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function openModel(settings: ServeSettings, store: Store): Promise<ServedModel> {
  const { target, from, model, labelWaitMs, labelDefault, maxPending, maxColumns, maxInFlight } = settings;
  const { durability, readOnly, checkpointInterval, keep } = settings;
  if (target.length === 0 && from === undefined && !holdsStore(settings.store)) {
    await closeStore(store);
    throw new UsageError(
      '--target COLUMN is missing: what is to be predicted. Or serve a run with --from RUN.',
    );
  }
  const isGiven = target.length > 0 || Object.keys(model).length > 0;
  try {
    return await ServedModel.open({
      ...store,
      now: Date.now,
      ...{ maxPending, maxInFlight, readOnly, checkpointInterval },
      ...(labelWaitMs === undefined ? {} : { labelWaitMs }),
      ...(labelDefault === undefined ? {} : { labelDefault }),
      ...(maxColumns === undefined ? {} : { maxColumns }),
      durability: durability.durability,
      ...(keep === undefined ? {} : { keep }),
      ...(isGiven && from === undefined
        ? { model: { target: target.length === 1 ? target[0]! : target, ...model } }
        : {}),
    });
  } catch (error) {
    await closeStore(store);
    if (ServeError.is(error) && error.code === 'OPTION')
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function readToken({ tokenFile, host }: ServeSettings): string | undefined {
  if (tokenFile === undefined) {
    if (isLoopback(host)) return undefined;
    throw new UsageError(
      `--host ${host} is reached from other machines, so --token-file FILE is needed: what callers must send.`,
    );
  }
  if (!existsSync(tokenFile)) throw new UsageError(`--token-file ${tokenFile} is not there.`);
  if (!statSync(tokenFile).isFile()) throw new UsageError(`--token-file ${tokenFile} is no file.`);
  const token = readFileSync(tokenFile, 'utf8').trim();
  if (!/^[\x21-\x7e]{8,}$/.test(token))
    throw new UsageError(
      `--token-file ${tokenFile} has no token: wanted one line of 8 or more letters, digits and signs.`,
    );
  return token;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function greet(url: string, served: ServedModel, settings: ServeSettings, hasToken: boolean): void {
  const { version, sequence, target } = served.report();
  const header = hasToken ? ` -H "authorization: Bearer $(cat ${settings.tokenFile})"` : '';
  say(`serving ${JSON.stringify(target)} at ${url}, store ${join(settings.store)}`);
  say(`event ${grouped(sequence)}, ${grouped(version)} rows learned from`);
  if (settings.readOnly) say('read only: it learns nothing, and nothing is written');
  const id = settings.readOnly ? '' : '"id":"a-1",';
  say(`  curl${header} ${url}/v1/predict -d '{${id}"features":{"amount":12}}'`);
  if (!settings.readOnly) say(`  curl${header} ${url}/v1/learn -d '{"id":"a-1","label":true}'`);
  say(`  curl${header} ${url}/v1/model`);
}

function say(line: string): void {
  process.stderr.write(`${printable(line).replaceAll('\n', ' ')}\n`);
}
