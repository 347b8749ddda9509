import type { StateTree } from '@graph/core';
import type { ResolvedSettings } from './resolve-settings.js';
import type { Setting } from './setting.js';
import { type TrainSettings, trainSettings } from './train-settings.js';
import { UsageError } from './usage-error.js';

const settings: { readonly [name: string]: Setting<never> | Setting<unknown> } = trainSettings;

/** Free settings that a continued run keeps from the run before it unless they are given anew. */
const CARRIED_SETTINGS = [
  'examples',
  'checkpoint-interval',
  'consolidation-interval',
  'keep',
  'data',
  'levels',
  'on-bad-row',
] as const;

/** The settings that decide which bits a run computes, as text: they are part of its state. */
export function trajectoryState(values: TrainSettings): StateTree {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !settings[name]!.free)
      .map(([name, value]) => [name, value === undefined ? null : String(value)]),
  );
}

/**
 * Puts the settings of a saved run under those that were given for its continuation.
 *
 * @param saved - `trajectoryState` of the run.
 * @param config - the effective settings that the run was last given, by name.
 * @throws UsageError naming every flag that contradicts the run, with both values.
 */
export function continueSettings(
  given: ResolvedSettings,
  saved: StateTree,
  config: { readonly [name: string]: unknown },
): TrainSettings {
  const values: Record<string, unknown> = { ...given.values };
  const contradictions: string[] = [];
  const carried: ReadonlySet<string> = new Set(CARRIED_SETTINGS);
  for (const [name, setting] of Object.entries(settings)) {
    const isGiven = given.sources[name as keyof TrainSettings] !== 'default';
    const before = setting.free ? config[name] : ((saved[name] as string | null | undefined) ?? undefined);
    if (setting.free) {
      if (!isGiven && carried.has(name) && before !== undefined) values[name] = setting.parse(String(before));
    } else if (isGiven) {
      const now = values[name] === undefined ? undefined : String(values[name]);
      if (now !== before)
        contradictions.push(`--${name} is ${now ?? 'off'}, and the run was started with ${before || 'none'}`);
    } else {
      values[name] = before === undefined || before === '' ? setting.default : setting.parse(String(before));
    }
  }
  if (contradictions.length > 0)
    throw new UsageError(
      `${contradictions.join('; ')}. Leave ${contradictions.length === 1 ? 'it' : 'them'} out to go on, or start a new run without --resume.`,
    );
  return values as TrainSettings;
}
