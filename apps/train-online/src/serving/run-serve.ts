import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '@graph/checkpoint';
import { createResponder, ServedModel, ServeError } from '@graph/serve';
import { UsageError } from '../settings/usage-error.js';
import { commandLine } from '../terminal/command-line.js';
import { grouped } from '../terminal/format.js';
import { listenForStop } from '../training/stop-signals.js';
import { baseModel } from './base-model.js';
import { challengerOf } from './challenger.js';
import type { GivenOptions } from './model-options.js';
import { listen } from './node-server.js';
import type { readDurability } from './serve-flags.js';
import { holdsStore, openStore, type Store, saveBase } from './store.js';

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
  const store = await open(settings);
  const served = await openModel(settings, store);
  if (settings.shadow !== undefined) await challengerOf(settings.shadow, served);
  const responder = createResponder({
    model: served,
    now: Date.now,
    maxInFlight: settings.maxInFlight,
    ...(token === undefined ? {} : { token }),
    onError: (error) =>
      say(`something went wrong: ${JSON.stringify(String((error as Error)?.message ?? error))}`),
  });
  const { host, port } = settings;
  const server = await listen(responder, { host, port }).catch(async (error: Error) => {
    await served.close();
    throw new UsageError(`--host ${host} --port ${port} cannot be listened on: ${error.message}`, {
      cause: error,
    });
  });
  greet(server.url, served, settings, token !== undefined);
  const expiry = setInterval(() => {
    served.expire().catch(() => undefined);
  }, EXPIRY_MS);
  await stopped();
  clearInterval(expiry);
  await server.stop();
  const result = { event: served.sequence, rows: served.report().version, digest: served.digest };
  await served.close();
  say(
    `stopped at event ${grouped(result.event)} with ${grouped(result.rows)} rows learned from; ${result.digest}`,
  );
  say(`go on with ${commandLine(['serve', '--store', settings.store])}`);
  return result;
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = listenForStop((name) => {
      say(`${name}: answering what is there, then saving`);
      resolve();
    });
    stop.signal.addEventListener('abort', () => stop.close(), { once: true });
  });
}

async function open({ store, from, durability }: ServeSettings): Promise<Store> {
  if (from !== undefined) {
    if (holdsStore(store))
      throw new UsageError(
        `--from ${from}: ${store} holds a model already. Leave --from out, or name another --store.`,
      );
    await saveBase(store, await baseModel(from));
  }
  try {
    return await openStore(store, durability.flush);
  } catch (error) {
    if (CheckpointError.is(error) && error.code === 'LOCKED')
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function openModel(settings: ServeSettings, store: Store): Promise<ServedModel> {
  const { target, from, model, labelWaitMs, labelDefault, maxPending, maxInFlight } = settings;
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

async function closeStore({ checkpoints, log }: Store): Promise<void> {
  await log.close();
  await checkpoints.close();
}

function readToken({ tokenFile, host }: ServeSettings): string | undefined {
  if (tokenFile === undefined) {
    if (isLoopback(host)) return undefined;
    throw new UsageError(
      `--host ${host} is reached from other machines, so --token-file FILE is needed: what callers must send.`,
    );
  }
  if (!existsSync(tokenFile)) throw new UsageError(`--token-file ${tokenFile} is not there.`);
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
  say(`  curl${header} ${url}/v1/predict -d '{"id":"a-1","features":{"amount":12}}'`);
  say(`  curl${header} ${url}/v1/learn -d '{"id":"a-1","label":true}'`);
  say(`  curl${header} ${url}/v1/model`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
