import { CheckpointError, CheckpointStore, keepLast } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { OnlineError } from '../errors.js';
import { OnlineModel } from '../model/online-model.js';
import type { OnlineModelOptions } from '../model/online-model-options.js';
import type { OnlineModelState } from '../model/online-model-types.js';

/** Checkpoints that stay in the folder. */
const KEPT = 3;

/** A model that is saved in a folder. */
export type SavedModel = {
  readonly model: OnlineModel;
  /** Writes a checkpoint; it is durable when the promise settles. */
  save(): Promise<void>;
  /** Saves what was learned since the last save, and releases the folder. */
  close(): Promise<void>;
};

/**
 * Opens the model that a folder holds, restored from its newest whole checkpoint, or begins one.
 *
 * @param folder - it is made if it is not there; one process at a time writes to it.
 * @param options - of a new model; a restored one must have been made with the same.
 * @throws OnlineError `OPTION` if the folder's model was made with other options; CheckpointError `LOCKED` if another process
 *   has it open, `DAMAGED` if there are checkpoints and none is whole.
 * @example
 * ```ts
 * const { model, save, close } = await openModel('fraud-model', { target: 'fraud' });
 * ```
 */
export async function openModel(folder: string, options: OnlineModelOptions): Promise<SavedModel> {
  const store = await CheckpointStore.open({
    fileSystem: new NodeFileSystem(),
    folder,
    retention: [keepLast(KEPT)],
    stateVersion: 1,
  });
  try {
    const model = (await restored(store, folder, options)) ?? new OnlineModel(options);
    let savedRows = model.rows;
    const save = async (): Promise<void> => {
      const { rows } = model;
      await store.save(model.state(), { examples: rows }).durable;
      savedRows = rows;
    };
    const close = async (): Promise<void> => {
      if (model.rows > savedRows) await save();
      await store.close();
    };
    return { model, save, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function restored(
  store: CheckpointStore,
  folder: string,
  options: OnlineModelOptions,
): Promise<OnlineModel | undefined> {
  try {
    const { tree } = await store.load('newest');
    const model = OnlineModel.from(tree as OnlineModelState);
    checkSame(options, model, folder);
    return model;
  } catch (error) {
    if (CheckpointError.is(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** What a schema begins with grows from then on: only the other options can be compared. */
function checkSame({ schema: _, ...options }: OnlineModelOptions, model: OnlineModel, folder: string): void {
  const saved = new Map<string, unknown>(Object.entries(model.options));
  for (const [name, value] of Object.entries(options)) {
    const [given, before] = [JSON.stringify(value), JSON.stringify(saved.get(name))];
    if (given !== before)
      throw new OnlineError(
        'OPTION',
        `${name} is ${given}, and the model in ${folder} was made with ${before ?? 'its default'}: give the same, or another folder`,
      );
  }
}
