import { readFileSync } from 'node:fs';
import { NOT_OF_LEVELS } from './curriculum-settings.js';
import { mixtureDefaults, ownStreamDefaults, presets } from './presets.js';
import { didYouMean, type Setting } from './setting.js';
import { type TrainSettings, trainSettings } from './train-settings.js';
import { UsageError } from './usage-error.js';
import { usualLearner } from './usual-learner.js';

/** Where a value came from, the strongest first. */
type SettingSource = 'flag' | 'environment' | 'file' | 'preset' | 'default';

/** All settings of a run, and where each came from. */
export type ResolvedSettings = {
  readonly values: TrainSettings;
  readonly sources: { readonly [Name in keyof TrainSettings]: SettingSource };
};

type Name = keyof TrainSettings;
type Layer = {
  readonly source: SettingSource;
  readonly label: (name: string) => string;
  readonly texts: Partial<Record<string, string>>;
};

const settingNames = Object.keys(trainSettings) as Name[];

/**
 * As `layeredSettings`, and checks that the settings of a run go together.
 *
 * @throws UsageError naming the flag, variable or key, its value and its range.
 */
export function resolveSettings(
  flags: Partial<Record<string, string>>,
  environment: Partial<Record<string, string>>,
): ResolvedSettings {
  const resolved = layeredSettings(flags, environment);
  checkTogether(resolved);
  return resolved;
}

/**
 * Puts flags, environment, configuration file, preset and defaults over one another, and checks every value by itself.
 *
 * @param flags - the texts of the flags that were given, by name.
 * @param environment - usually `process.env`; `TRAIN_ONLINE_BATCH_SIZE` and so on.
 * @throws UsageError naming the flag, variable or key, its value and its range.
 */
export function layeredSettings(
  flags: Partial<Record<string, string>>,
  environment: Partial<Record<string, string>>,
): ResolvedSettings {
  const fromEnvironment = readEnvironment(environment);
  const configFile = flags['config'] ?? fromEnvironment['config'];
  const given: Layer[] = [
    { source: 'flag', label: (name) => `--${name}`, texts: flags },
    { source: 'environment', label: variable, texts: fromEnvironment },
    {
      source: 'file',
      label: (name) => `"${name}" in ${configFile}`,
      texts: configFile === undefined ? {} : readConfigFile(configFile),
    },
  ];
  const preset = pick('preset', given);
  const asked = {
    preset: preset.value,
    strategy: given.find(({ texts }) => texts['replay-strategy'] !== undefined)?.texts['replay-strategy'],
    consolidate: pick('consolidate', given).value,
  };
  const layers: Layer[] = [
    ...given,
    { source: 'preset', label: (name) => `${name} of the preset`, texts: presets[preset.value ?? ''] ?? {} },
    {
      source: 'default',
      label: (name) => `${name} of the defaults for --data`,
      texts:
        pick('data', given).value === undefined ? {} : { ...ownStreamDefaults, learner: usualLearner(asked) },
    },
  ];
  if (pick('learner', layers).value === 'mixture')
    layers.push({
      source: 'default',
      label: (name) => `${name} of the defaults for a mixture`,
      texts: mixtureDefaults,
    });

  const values: Partial<Record<Name, unknown>> = {};
  const sources: Partial<Record<Name, SettingSource>> = {};
  for (const name of settingNames) {
    const { value, source } = pick(name, layers);
    values[name] = value;
    sources[name] = source;
  }
  return { values, sources } as unknown as ResolvedSettings;
}

function pick<N extends Name>(
  name: N,
  layers: readonly Layer[],
): { value: TrainSettings[N]; source: SettingSource } {
  const setting = trainSettings[name] as unknown as Setting<TrainSettings[N]>;
  for (const { source, label, texts } of layers) {
    const text = texts[name];
    if (text === undefined) continue;
    const value = setting.parse(text);
    if (value === undefined)
      throw new UsageError(
        `${label(name)} is ${text === '' ? 'empty' : text}, wanted ${setting.range}.${suggestion(setting, text)}`,
      );
    return { value, source };
  }
  return { value: setting.default, source: 'default' };
}

function suggestion(setting: Setting<unknown>, text: string): string {
  const options = /^one of (.*)$/.exec(setting.range)?.[1]?.split(', ');
  return options ? didYouMean(text, options) : '';
}

function checkTogether({ values, sources }: ResolvedSettings): void {
  const refuse = (message: string): never => {
    throw new UsageError(message);
  };
  if (values['start-level'] > values['max-level'])
    refuse(
      `--start-level is ${values['start-level']} and --max-level is ${values['max-level']}, wanted start-level to be at most max-level.`,
    );
  if (values['allow-regression'] && values['regression-loss'] === undefined)
    refuse(
      '--allow-regression needs --regression-loss X, the smoothed loss over which a level is left again.',
    );
  if (!values['allow-regression'] && values['regression-loss'] !== undefined)
    refuse(
      `--regression-loss is ${values['regression-loss']} without --allow-regression: give both or neither.`,
    );
  if (
    values['allow-regression'] &&
    values['advance-loss'] !== undefined &&
    values['advance-loss'] >= values['regression-loss']!
  )
    refuse(
      `--advance-loss is ${values['advance-loss']} and --regression-loss is ${values['regression-loss']}, wanted advance-loss to be the smaller.`,
    );
  if (values.levels.length > 0) {
    for (const name of settingNames)
      if (NOT_OF_LEVELS.includes(name) && sources[name] !== 'default')
        refuse(
          `--${name} says nothing about levels from files: all of --levels are learned, their rows in no order.`,
        );
    if (values.target.length === 0 && values.schema === undefined && values.resume === undefined)
      refuse('--levels needs --target COLUMN, the column to predict.');
  } else if (values.data === undefined && values.resume === undefined) {
    for (const name of ownStreamNames) {
      if (sources[name] !== 'default')
        refuse(`--${name} needs --data FILE, the stream that it speaks about, or --levels FILES.`);
    }
  }
  if (values.data !== undefined) {
    for (const name of curriculumNames) {
      if (sources[name] !== 'default' && sources[name] !== 'preset')
        refuse(
          `--${name} speaks about the curriculum, and --data ${values.data} takes its place: give one of them.`,
        );
    }
    if (values.target.length === 0 && values.schema === undefined && values.resume === undefined)
      refuse('--data needs --target COLUMN, the column to predict.');
  }
  if (values.learner === 'mixture') {
    if (values.data === undefined && values.resume === undefined)
      refuse('--learner mixture needs --data FILE: the curriculum is learned by one network.');
    if (values['replay-strategy'] !== 'uniform')
      refuse(
        `--replay-strategy is ${values['replay-strategy']}, and a mixture rehearses evenly: give --learner network for it.`,
      );
    if (values.consolidate !== 'none')
      refuse(
        `--consolidate is ${values.consolidate}, which protects one network: give --learner network for it.`,
      );
  }
  if (values['prune-over'] !== undefined && values.prune === undefined)
    refuse('--prune-over needs --prune FRACTION, the share of the edges to remove.');
  if (values.continue && (values.resume === undefined || values.data === undefined))
    refuse('--continue needs --resume RUN and --data FILE, the rows that come next.');
  if (![values.output, values.metrics, values.predictions].some(Boolean) && values.overwrite)
    refuse('--overwrite needs --output DIR, --metrics FILE or --predictions FILE, what to replace.');
}

const namesOfGroup = (group: string): Name[] =>
  settingNames.filter((name) => trainSettings[name].group === group);
const curriculumNames = namesOfGroup('CURRICULUM');
const ownStreamNames = namesOfGroup('OWN STREAM').filter((name) => name !== 'data');

const variable = (name: string): string => `TRAIN_ONLINE_${name.toUpperCase().replaceAll('-', '_')}`;

function readEnvironment(environment: Partial<Record<string, string>>): Partial<Record<string, string>> {
  const byVariable = new Map(settingNames.map((name) => [variable(name), name]));
  const texts: Partial<Record<string, string>> = {};
  for (const [key, text] of Object.entries(environment)) {
    if (!/^train[-_]?online[-_]/i.test(key)) continue;
    const name = byVariable.get(key);
    if (name === undefined)
      throw new UsageError(
        `the environment has ${key}, which is no setting.${didYouMean(key, [...byVariable.keys()])}`,
      );
    texts[name] = text;
  }
  return texts;
}

function readConfigFile(file: string): Partial<Record<string, string>> {
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(
      `--config ${file} cannot be read: ${(error as Error).message}. Wanted a JSON file with the names of the flags.`,
      { cause: error },
    );
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new UsageError(
      `--config ${file} holds ${Array.isArray(config) ? 'a list' : typeof config}, wanted one JSON object such as { "batch-size": 32 }.`,
    );
  const texts: Partial<Record<string, string>> = {};
  for (const [key, value] of Object.entries(config)) {
    // Where an editor finds the schema; it says nothing about a run.
    if (key === '$schema') continue;
    if (!(key in trainSettings) || key === 'config')
      throw new UsageError(
        `--config ${file} has the key "${key}", which is no setting.${didYouMean(key, settingNames)}`,
      );
    if (value === null) continue;
    if (typeof value === 'object' && !Array.isArray(value))
      throw new UsageError(`"${key}" in ${file} is an object, wanted ${trainSettings[key as Name].range}.`);
    texts[key] = String(value);
  }
  return texts;
}
