import { CheckpointStore, keepBest, keepLast } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';

/** Opens a run's checkpoints for looking at them: takes no lock, so that it works beside a run that is training. */
export function openForReading(folder: string): Promise<CheckpointStore> {
  return CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder, access: 'read' });
}

/** Opens a run's checkpoints to delete some, under the run's rules. @throws CheckpointError if the run is training. */
export function openForPruning(folder: string, keep: number): Promise<CheckpointStore> {
  return CheckpointStore.open({
    fileSystem: new NodeFileSystem({ thread: 'main' }),
    folder,
    retention: [keepLast(keep), keepBest(1, 'max')],
  });
}
