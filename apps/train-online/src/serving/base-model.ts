import { CheckpointStore } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import type { StateTree } from '@graph/core';
import { OnlineModel, type OnlineModelOptions, type OnlineModelState } from '@graph/online';
import { ReplayedModel, type ReplayedModelState } from '@graph/serve';
import { findRun } from '../run-folder.js';
import { ownStreamDefaults } from '../settings/presets.js';
import { type TrainSettings, trainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { learningOf, tableSettingsOf } from '../training/learning-of.js';

/**
 * Reads the model of a run, to serve it: of one that `train-online --data` has trained, or that `replay` has written.
 *
 * @throws UsageError if there is none, or it has learned the curriculum.
 */
export async function baseModel(path: string): Promise<OnlineModelState> {
  const { folder, examples } = findRun(path);
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
  const { tree } = await store.load(examples ?? 'newest');
  await store.close();
  const { kind } = tree as { readonly kind?: unknown };
  if (kind === 'replayed-model') return served(tree as ReplayedModelState);
  if (kind === 'training-session') return trained(tree as StateTree, path);
  throw new UsageError(`${path} is a checkpoint of ${String(kind)}. Wanted a run of train-online.`);
}

function served(state: ReplayedModelState): OnlineModelState {
  const { model, pending } = ReplayedModel.from(state);
  if (pending > 0) model.expire(Number.POSITIVE_INFINITY);
  return model.state();
}

/** Makes of a run's state that of a model with the same network, memory and scores. */
function trained(tree: StateTree, path: string): OnlineModelState {
  const { settings, model, ...session } = tree;
  const table = model as { readonly words?: { readonly schema: string } } | undefined;
  if (table?.words === undefined)
    throw new UsageError(
      `${path} has learned the curriculum, and no table. Wanted a run that was made with --data.`,
    );
  const values = valuesOf(settings as StateTree);
  const learning = learningOf(values);
  const options: OnlineModelOptions = {
    target: values.target.length === 1 ? values.target[0]! : values.target,
    ...learning,
    onDrift: tableSettingsOf(values).onDrift,
  };
  // An empty model of the same columns tells how nothing that waits looks.
  const schema = JSON.parse(table.words.schema) as OnlineModelOptions['schema'] & object;
  const empty = new OnlineModel({ ...options, schema }).state();
  const state = {
    ...empty,
    options: JSON.stringify(options),
    rows: session['examples'],
    model,
    session,
  } as OnlineModelState;
  return OnlineModel.from(state).state();
}

/** The settings of a run as they are saved in it: texts. */
function valuesOf(saved: StateTree): TrainSettings {
  const values = Object.entries(trainSettings).map(([name, setting]) => {
    const text = saved[name] ?? ownStreamDefaults[name as never];
    const value: unknown = typeof text === 'string' ? setting.parse(text) : undefined;
    return [name, value ?? setting.default];
  });
  return Object.fromEntries(values) as TrainSettings;
}
