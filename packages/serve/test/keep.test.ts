import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CheckpointStore, keepLast, MemoryFileSystem } from '@graph/checkpoint';
import { expect, it } from 'vitest';
import { FileEventLog, restoreAt, ServedModel } from '../src/index.js';
import { Clock, isFraud, row, SMALL } from './served.js';

const ROWS = Number(process.env['GRAPH_SOAK_ROWS'] ?? 2500);

/** Events between two checkpoints, and those that stay. */
const INTERVAL = Math.max(250, Math.round(ROWS / 50));
const KEEP = INTERVAL * 1.5;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Megabytes that are in use. */
function memory(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

it(`keeps log and memory within bounds over ${ROWS} rows, and what it is follows from what is kept`, {
  timeout: 60_000 + ROWS * 5,
}, async () => {
  const fileSystem = new MemoryFileSystem();
  const open = async () => ({
    log: await FileEventLog.open({ fileSystem, folder: '/run/events', segmentBytes: INTERVAL * 40 }),
    checkpoints: await CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(2)] }),
  });
  const clock = new Clock();
  const served = await ServedModel.open({
    ...(await open()),
    model: SMALL,
    now: clock.now,
    labelWaitMs: 50,
    maxPending: 20,
    checkpointInterval: INTERVAL,
    keep: KEEP,
  });
  let most = 0;
  const used: number[] = [];
  for (let at = 0; at < ROWS; at += 1) {
    clock.time += 1;
    await served.predict({ id: `id-${at}`, features: row(at) });
    if (at % 3 > 0) await served.learn({ id: `id-${at}`, label: isFraud(at) });
    if (at % (ROWS / 20) === 0) used.push(memory());
    if (at % (INTERVAL / 20) > 0) continue;
    const { first, last } = served.report().log;
    most = Math.max(most, last - first);
    if (last > KEEP) expect(last + 1 - first).toBeGreaterThanOrEqual(KEEP);
  }
  expect(most).toBeLessThan(4 * INTERVAL + KEEP);
  expect(served.report().pending).toBeLessThanOrEqual(20);
  // Once everything is warm nothing grows.
  const [early, late] = [Math.max(...used.slice(5, 12)), Math.max(...used.slice(13))];
  if (ROWS > 2500) console.log(`MB in use: ${used.map((each) => each.toFixed(1)).join(' ')}`);
  expect(late).toBeLessThan(early * 1.1 + 2);
  await served.checkpoint();
  const { digest } = served;
  await served.close();
  const again = await open();
  expect((await restoreAt(again)).digest).toBe(digest);
  await expect(restoreAt({ log: again.log })).rejects.toMatchObject({
    code: 'LOG_LOST',
    message: expect.stringMatching(
      /^the event 1 is wanted, and the log begins with \d+: what came before was/,
    ),
  });
  const bytes = [...fileSystem.files().values()].reduce((sum, file) => sum + file.length, 0);
  expect(bytes).toBeLessThan(1_000_000 + INTERVAL * 1000);
});
