import { existsSync, readdirSync } from 'node:fs';
import { CheckpointStore } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import type { OnlineModelOptions } from '@graph/online';
import { type Past, type ReplayedModel, restoreAt, ServeError } from '@graph/serve';
import { UsageError } from '../settings/usage-error.js';
import { grouped } from '../terminal/format.js';
import type { GivenOptions } from './model-options.js';
import type { ServeResult } from './run-serve.js';
import { closeStore, lost, openPast } from './store.js';

/** What to learn once more. */
export type ReplaySettings = {
  readonly store: string;
  readonly to: string | undefined;
  readonly until: number | undefined;
  readonly model: GivenOptions;
};

/** Learns the events of a store from the first on. @throws UsageError if it cannot be done as asked. */
export async function runReplay({ store, to, until, model }: ReplaySettings): Promise<ServeResult> {
  if (to !== undefined && existsSync(to) && readdirSync(to).length > 0)
    throw new UsageError(`--to ${to} is not empty: name another folder.`);
  const past = await openPast(store);
  try {
    if (until !== undefined && until > past.log.last)
      throw new UsageError(`--until ${until}: the last event is ${past.log.last}.`);
    const replayed = await replay(past, until, model);
    if (to !== undefined) await save(replayed, to);
    return { event: replayed.sequence, rows: replayed.model.examples, digest: replayed.digest };
  } catch (error) {
    throw ServeError.is(error) && error.code === 'LOG_LOST' && past.log.first > 1
      ? lost(`${store} cannot be replayed from the first event on`, error)
      : error;
  } finally {
    await closeStore(past);
  }
}

async function replay(past: Past, until: number | undefined, given: GivenOptions): Promise<ReplayedModel> {
  // No checkpoint is believed: that is what makes it a proof.
  const { checkpoints: _, ...events } = past;
  const options = Object.keys(given).length === 0 ? undefined : changed(await optionsOf(past), given);
  let said = 0;
  return restoreAt(events, {
    ...(until === undefined ? {} : { until }),
    ...(options === undefined ? {} : { options }),
    onProgress: (sequence) => {
      if (sequence < 2 * said || sequence < 1000) return;
      said = sequence;
      process.stderr.write(`event ${grouped(sequence)} of ${grouped(past.log.last)}\n`);
    },
  });
}

/** The options that the model was made with. */
async function optionsOf({ log }: Past): Promise<OnlineModelOptions> {
  for await (const [event] of log.read(0)) if (event?.kind === 'start') return event.options;
  throw new ServeError('LOG_LOST', 'the log does not begin with the first event: --keep has let go of it');
}

function changed(options: OnlineModelOptions, given: GivenOptions): OnlineModelOptions {
  return {
    ...options,
    ...given,
    ...(given.replay === undefined ? {} : { replay: { ...options.replay, ...given.replay } }),
    ...(given.network === undefined ? {} : { network: { ...options.network, ...given.network } }),
  };
}

async function save(replayed: ReplayedModel, folder: string): Promise<void> {
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder });
  const { sequence, digest } = replayed;
  const summary = { event: sequence, rows: replayed.model.examples, digest };
  await store.save(replayed.state(), { examples: sequence, summary }).durable;
  await store.close();
}
