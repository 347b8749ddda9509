import type { LearnerName, OnDrift, OnlineModelOptions, ReplayStrategyName } from '@graph/online';
import { didYouMean, type Setting } from '../settings/setting.js';
import { trainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { usualLearner } from '../settings/usual-learner.js';
import { optimizerOf } from '../training/learning-of.js';

/** The settings of training that a served model has, too. */
const NAMES = [
  'seed',
  'learner',
  'effort',
  'batch-size',
  'lr',
  'updates-per-batch',
  'hidden',
  'optimizer',
  'replay-strategy',
  'replay-capacity',
  'replay-ratio',
  'priority-alpha',
  'on-drift',
  'task',
  'exclude',
] as const;

type Name = (typeof NAMES)[number];

/** A model's options but for its target; what was not said is left out. */
export type GivenOptions = Omit<OnlineModelOptions, 'target' | 'schema'>;

/** The flags of those settings; their defaults are those of a table. */
export const modelSettings: Record<Name, Setting<never> | Setting<unknown>> = Object.fromEntries(
  NAMES.map((name) => [name, { ...trainSettings[name], group: 'MODEL' }]),
) as Record<Name, Setting<never> | Setting<unknown>>;

/**
 * Reads the options of a model.
 *
 * @param texts - of the flags that were given, by name.
 * @throws UsageError naming the flag, its value and its range.
 */
export function modelOptions(texts: Readonly<Partial<Record<string, string>>>): GivenOptions {
  const given = new Map<Name, unknown>();
  for (const name of NAMES) {
    const text = texts[name];
    if (text === undefined) continue;
    const { parse, range } = modelSettings[name];
    const value: unknown = parse(text);
    if (value === undefined) {
      const words = /^one of (.*)$/.exec(range)?.[1]?.split(', ') ?? [];
      throw new UsageError(`--${name} is ${text || 'empty'}, wanted ${range}.${didYouMean(text, words)}`);
    }
    given.set(name, value);
  }
  const get = <T>(name: Name): T | undefined => given.get(name) as T | undefined;
  const strategy = get<ReplayStrategyName>('replay-strategy');
  const learner = get<LearnerName>('learner');
  const replay = withoutUndefined({
    strategy,
    capacity: get<number>('replay-capacity'),
    ratio: get<number>('replay-ratio'),
    priorityAlpha: get<number>('priority-alpha'),
  });
  return withoutUndefined({
    seed: get<number>('seed'),
    learner,
    effort: get<number>('effort'),
    batchSize: get<number>('batch-size'),
    updatesPerBatch: get<number>('updates-per-batch'),
    network: given.has('hidden') ? { hidden: get<readonly number[]>('hidden')! } : undefined,
    optimizer:
      given.has('lr') || given.has('optimizer')
        ? optimizerOf({
            optimizer:
              get<string>('optimizer') ??
              ((learner ?? usualLearner({ strategy })) === 'network' ? 'adam' : 'adamw'),
            lr: get<number>('lr') ?? 0.001,
          })
        : undefined,
    replay: Object.keys(replay).length === 0 ? undefined : replay,
    onDrift: get<OnDrift>('on-drift'),
    task: taskOf(get<string>('task')),
    exclude: given.has('exclude') ? get<readonly string[]>('exclude') : undefined,
  });
}

/** What the command calls a task, and what the packages do. */
function taskOf(name: string | undefined): 'regression' | 'binary' | 'class' | undefined {
  if (name === undefined || name === 'auto') return undefined;
  return name === 'regression' || name === 'binary' ? name : 'class';
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function withoutUndefined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}
