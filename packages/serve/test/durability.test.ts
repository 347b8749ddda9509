import { MemoryFileSystem } from '@graph/checkpoint';
import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { createHandler, FileEventLog, MemoryEventLog, restoreAt, ServedModel } from '../src/index.js';
import { FaultyDisk } from './faulty-disk.js';
import { Clock, checkpointStore, isFraud, opened, replayed, row, SMALL } from './served.js';
import { slowLog } from './slow-log.js';

const learn = (served: ServedModel, at: number) =>
  served.learn({ id: `id-${at}`, features: row(at), label: isFraud(at) });

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('events that are made durable a little later', () => {
  it('are answered at once, which is said, and are in the log soon after', async () => {
    const { served, log } = await opened({ durability: { everyMs: 20 } });
    for (let at = 0; at < 5; at += 1)
      expect(await learn(served, at)).toMatchObject({ answer: { status: 'learned', durable: false } });
    expect(await served.predict({ id: 'x', features: row(7) })).toMatchObject({ answer: { durable: false } });
    expect(log.last).toBe(1);
    expect(served.report()).toMatchObject({ sequence: 7, inFlight: 6 });
    while (log.last < 7) await later(5);
    expect(served.report().inFlight).toBe(0);
    expect(await replayed(log)).toBe(served.digest);
  });

  it('may be lost with the process, the newest ones, and never from the middle', async () => {
    const { served, log } = await opened({ durability: { everyMs: 20 } });
    const digests = [served.digest];
    for (let at = 0; at < 6; at += 1) {
      await learn(served, at);
      digests.push(served.digest);
      if (at === 2) while (log.last < 4) await later(5);
    }
    // The process is gone: what is left is a log, and the model as it was then.
    expect(log.last).toBe(4);
    expect(await replayed(log)).toBe(digests[3]);
  });

  it('are written in their order, those too that come while others are being written', async () => {
    const { log, hold, go } = slowLog();
    const { served } = await opened({ log, durability: { everyMs: 1 } });
    hold();
    for (let at = 0; at < 6; at += 1) {
      if (at === 3) await later(20);
      await learn(served, at);
    }
    go();
    await served.close();
    expect(log.last).toBe(7);
    expect(await replayed(log)).toBe(served.digest);
  });

  it('are all in the log when the server has stopped', async () => {
    const { served, log } = await opened({ durability: { everyMs: 60_000 } });
    for (let at = 0; at < 5; at += 1) await learn(served, at);
    expect(log.last).toBe(1);
    await served.close();
    expect(log.last).toBe(6);
    expect(await replayed(log)).toBe(served.digest);
  });

  it('stay in their place while the disk is full, as many as may wait, and are written when it is not', async () => {
    const disk = new FaultyDisk();
    const log = await FileEventLog.open({ fileSystem: disk.fileSystem, folder: '/run/events' });
    const { served, clock } = await opened({ log, durability: { everyMs: 5 }, maxInFlight: 4 });
    const handle = createHandler({ model: served, now: clock.now });
    disk.room = 0;
    for (let at = 0; at < 4; at += 1) expect(await learn(served, at)).toHaveProperty('answer');
    while (served.isReady) await later(5);
    const body = JSON.stringify({ features: row(9), label: true });
    const refused = await handle(new Request('http://localhost/v1/learn', { method: 'POST', body }));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    const ready = await handle(new Request('http://localhost/readyz'));
    expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '1']);
    disk.room = Number.POSITIVE_INFINITY;
    while (!served.isReady) await later(5);
    expect(await learn(served, 4)).toHaveProperty('answer');
    await served.close();
    expect(served.report().version).toBe(5);
    expect(await replayed(log)).toBe(served.digest);
  });
});

describe('events that are left to the system', () => {
  it('are there after a power cut up to a moment, and never fewer than the newest checkpoint has', async () => {
    const random = Random.fromSeed(5, 'none');
    for (let life = 0; life < 8; life += 1) {
      const disk = new FaultyDisk();
      const saved = new MemoryFileSystem();
      const open = async (fileSystem: FaultyDisk['fileSystem']) =>
        ServedModel.open({
          model: SMALL,
          log: await FileEventLog.open({
            fileSystem,
            folder: '/run/events',
            flush: false,
            segmentBytes: 1500,
          }),
          checkpoints: await checkpointStore(saved),
          now: new Clock().now,
          durability: { everyMs: 0 },
          checkpointInterval: 7,
        });
      const served = await open(disk.fileSystem);
      const digests = new Map<number, string>();
      for (let at = 0; at < 10 + random.below(15); at += 1) {
        await learn(served, at);
        digests.set(served.sequence, served.digest);
        if (random.below(3) === 0) await later(0);
      }
      if (life % 2 === 0) await served.checkpoint();
      const { sequence } = served.report().checkpoint;
      const left = disk.afterPowerCut(
        (bytes) => random.below(bytes + 1),
        () => random.below(2) === 0,
      );
      const after = new FaultyDisk();
      after.adopt(left);
      // The lock of the process that is gone.
      for (const path of saved.files().keys()) if (path.endsWith('LOCK')) await saved.remove(path);
      const again = await open(after.fileSystem);
      expect(again.sequence).toBeGreaterThanOrEqual(sequence ?? 1);
      if (again.sequence > 1) expect(again.digest).toBe(digests.get(again.sequence));
      await again.close();
    }
  });
});

describe('a model that is only read', () => {
  it('predicts, learns nothing, says so, and writes nothing', async () => {
    const fileSystem = new MemoryFileSystem();
    const folder = '/run/events';
    const first = await ServedModel.open({
      model: SMALL,
      log: await FileEventLog.open({ fileSystem, folder }),
      checkpoints: await checkpointStore(fileSystem),
      now: new Clock().now,
      labelWaitMs: 10,
    });
    for (let at = 0; at < 30; at += 1) await learn(first, at);
    await first.predict({ id: 'waits', features: row(31) });
    await first.close();
    const bytes = (): string[] =>
      [...fileSystem.files()].map(([path, content]) => `${path} ${Buffer.from(content).toString('base64')}`);
    const before = bytes();
    const clock = new Clock();
    clock.time += 5000;
    const served = await ServedModel.open({
      log: await FileEventLog.open({ fileSystem, folder }),
      now: clock.now,
      readOnly: true,
      labelWaitMs: 99,
      keep: 0,
    });
    const handle = createHandler({ model: served, now: clock.now });
    const ask = async (path: string, body?: unknown, type = 'application/json') => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const init = body === undefined ? {} : { method: 'POST', body: text };
      const response = await handle(
        new Request(`http://localhost${path}`, { ...init, headers: { 'content-type': type } }),
      );
      return { status: response.status, text: await response.text() };
    };
    expect(served.digest).toBe(first.digest);
    const answer = await ask('/v1/predict', { features: row(1) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ value: expect.any(Boolean), version: 30 });
    const refused = [
      await ask('/v1/predict', { id: 'a', features: row(1) }),
      await ask('/v1/learn', { features: row(1), label: true }),
      await ask('/v1/learn', { id: 'waits', label: true }),
      await ask('/v1/checkpoint', {}),
      await ask('/v1/promote', {}),
    ];
    for (const { status, text } of refused) {
      expect(status).toBe(403);
      expect(JSON.parse(text).error).toMatchObject({
        code: 'READ_ONLY',
        message: expect.stringMatching(/opened for reading: it predicts/),
      });
    }
    const batch = await ask('/v1/batch', [{ features: row(1) }, { features: row(1), label: true }]);
    expect(JSON.parse(batch.text)).toMatchObject([{ version: 30 }, { error: { code: 'READ_ONLY' } }]);
    await served.expire();
    await expect(served.rollback(3)).rejects.toMatchObject({ code: 'READ_ONLY' });
    expect((await ask('/readyz')).status).toBe(200);
    expect((await ask('/')).status).toBe(200);
    expect(served.digest).toBe(first.digest);
    await served.close();
    expect(bytes()).toEqual(before);
  });

  it('is none where there is nothing yet', async () => {
    const open = ServedModel.open({
      model: SMALL,
      log: new MemoryEventLog(),
      now: new Clock().now,
      readOnly: true,
    });
    await expect(open).rejects.toMatchObject({ code: 'OPTION', message: expect.stringContaining('empty') });
  });
});

it('restores what was answered under each durability, event by event', async () => {
  for (const durability of ['commit', { everyMs: 0 }, { everyMs: 3 }] as const) {
    const { served, log, clock } = await opened({ durability, labelWaitMs: 40, labelDefault: false });
    for (let at = 0; at < 25; at += 1) {
      clock.time += 5;
      await served.predict({ id: `id-${at}`, features: row(at) });
      if (at % 2 === 0) await served.learn({ id: `id-${at}`, label: isFraud(at) });
    }
    await served.close();
    expect(await replayed(log)).toBe(served.digest);
    expect((await restoreAt({ log })).sequence).toBe(served.sequence);
  }
});
