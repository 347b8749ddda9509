import { CheckpointStore, keepLast, MemoryFileSystem } from '@graph/checkpoint';
import { expect, it } from 'vitest';
import { FileEventLog, restoreAt, ServedModel } from '../src/index.js';
import { Clock, isFraud, row, SMALL } from './served.js';

const ROWS = Number(process.env['GRAPH_SOAK_ROWS'] ?? 3000);

it(`keeps the log within bounds over ${ROWS} rows, and what it is follows from what is kept`, async () => {
  const fileSystem = new MemoryFileSystem();
  const open = async () => ({
    log: await FileEventLog.open({ fileSystem, folder: '/run/events', segmentBytes: 4000 }),
    checkpoints: await CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(2)] }),
  });
  const clock = new Clock();
  const first = await open();
  const served = await ServedModel.open({
    ...first,
    model: SMALL,
    now: clock.now,
    labelWaitMs: 50,
    maxPending: 20,
    checkpointInterval: 100,
    keep: 150,
  });
  let most = 0;
  for (let at = 0; at < ROWS; at += 1) {
    clock.time += 1;
    await served.predict({ id: `id-${at}`, features: row(at) });
    if (at % 3 > 0) await served.learn({ id: `id-${at}`, label: isFraud(at) });
    most = Math.max(most, served.report().log.last - served.report().log.first);
  }
  expect(most).toBeLessThan(600);
  expect(served.report().pending).toBeLessThanOrEqual(20);
  await served.checkpoint();
  const { digest } = served;
  await served.close();
  const again = await open();
  expect((await restoreAt(again)).digest).toBe(digest);
  await expect(restoreAt({ log: again.log })).rejects.toMatchObject({ code: 'LOG_LOST' });
  const bytes = [...fileSystem.files().values()].reduce((sum, file) => sum + file.length, 0);
  expect(bytes).toBeLessThan(1_000_000);
});
