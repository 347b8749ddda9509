import { CheckpointStore } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { ReplayedModel, type ReplayedModelState, type ServedModel } from '@graph/serve';
import { findRun } from '../run-folder.js';
import { UsageError } from '../settings/usage-error.js';

/**
 * Lets the model of a run that `replay` has written learn beside the one that is served; where it does already, nothing changes.
 *
 * @throws UsageError if the run is none of `replay`.
 */
export async function challengerOf(path: string, served: ServedModel): Promise<void> {
  const { folder, examples } = findRun(path);
  const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
  const { tree } = await store.load(examples ?? 'newest');
  await store.close();
  if ((tree as { readonly kind?: unknown }).kind !== 'replayed-model')
    throw new UsageError(
      `--shadow ${path} was not written by train-online replay: make it with replay STORE --to ${path}.`,
    );
  const { model } = ReplayedModel.from(tree as ReplayedModelState);
  const { labelWait: _, maxPending: __, ...options } = model.options;
  await served.challenge(options);
}
