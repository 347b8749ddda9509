import { digest } from '@graph/checkpoint';
import type { OnlineModelOptions } from '@graph/online';
import { check } from '../check.js';
import type { EventBody } from '../log/event.js';
import { type ServedModelOptions, type ServedModelSettings, waitSettings } from './served-model-options.js';

/**
 * Writes down the beginning, where there is none yet: a new model, or one that something else has trained.
 *
 * @throws ServeError `OPTION`
 */
export async function start(options: ServedModelOptions, settings: ServedModelSettings): Promise<void> {
  const { log, model, base, now } = options;
  if (log.last > 0) return;
  if (model === undefined && base === undefined)
    throw check.error('model is missing, wanted { target: the column to predict }');
  if (settings.readOnly) throw check.error('there is nothing to read yet: the log is empty');
  await log.append([{ sequence: 1, at: Math.trunc(now()), ...(await startOf(options, settings)) }]);
}

async function startOf(
  { model, base }: ServedModelOptions,
  settings: ServedModelSettings,
): Promise<EventBody> {
  const wait = waitSettings(settings);
  const state = await base?.();
  if (state === undefined) return { kind: 'start', options: model!, wait, base: null };
  const { labelWait: _, maxPending: __, ...options } = JSON.parse(state.options) as OnlineModelOptions;
  return { kind: 'start', options, wait, base: digest(state) };
}
