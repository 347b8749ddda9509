import { join } from 'node:path';
import { CheckpointStore, keepLast } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { FileEventLog, ServedModel } from '@graph/serve';
import { expect, it } from 'vitest';
import { runReplay } from '../dist/serving/run-replay.js';
import { runRollback } from '../dist/serving/run-rollback.js';
import { scratch } from './cli.js';

it('what --keep has let go of cannot be replayed, which is said; what it has kept can be gone back to', async () => {
  const folder = scratch();
  const fileSystem = new NodeFileSystem({ thread: 'main' });
  const served = await ServedModel.open({
    model: { target: 'y', learner: 'network', network: { hidden: [2] }, replay: { capacity: 8 } },
    log: await FileEventLog.open({ fileSystem, folder: join(folder, 'events'), segmentBytes: 500 }),
    checkpoints: await CheckpointStore.open({
      fileSystem,
      folder,
      stateVersion: 1,
      retention: [keepLast(1)],
    }),
    now: () => 7,
    keep: 10,
  });
  for (let at = 0; at < 40; at += 1) await served.learn({ features: { x: at }, label: at % 2 === 0 });
  await served.checkpoint();
  await served.learn({ features: { x: 1 }, label: true });
  await served.close();
  const said =
    /the event 1 is wanted, and the log begins with \d+: what came before was let go of \(--keep\)/;
  const replay = { store: folder, to: undefined, until: undefined, model: {} };
  await expect(runReplay(replay)).rejects.toThrow(said);
  await expect(runReplay({ ...replay, model: { seed: 7 } })).rejects.toThrow(said);
  await expect(runRollback(folder, 3)).rejects.toThrow(said);
  await expect(runRollback(folder, 1000)).rejects.toThrow(/the last is 42/);
  expect(await runRollback(folder, 42)).toMatchObject({ rows: 41 });
});
