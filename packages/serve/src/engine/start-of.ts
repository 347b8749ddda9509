import { digest } from '@graph/checkpoint';
import type { OnlineModelOptions } from '@graph/online';
import type { EventBody } from '../log/event.js';
import { type ServedModelOptions, type ServedModelSettings, waitSettings } from './served-model-options.js';

/** The beginning: a new model, or one that something else has trained. */
export async function startOf(
  { model, base }: ServedModelOptions,
  settings: ServedModelSettings,
): Promise<EventBody> {
  const wait = waitSettings(settings);
  const state = await base?.();
  if (state === undefined) return { kind: 'start', options: model!, wait, base: null };
  const { labelWait: _, maxPending: __, ...options } = JSON.parse(state.options) as OnlineModelOptions;
  return { kind: 'start', options, wait, base: digest(state) };
}
