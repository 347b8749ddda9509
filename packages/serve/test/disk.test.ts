import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { FileEventLog, restoreAt, type ServedEvent, ServedModel } from '../src/index.js';
import { FaultyDisk } from './faulty-disk.js';
import { Clock, isFraud, row, SMALL } from './served.js';

const open = ({ fileSystem }: Pick<FaultyDisk, 'fileSystem'>, segmentBytes = 2000) =>
  FileEventLog.open({ fileSystem, folder: '/run/events', segmentBytes });

/** Learns rows one by one; returns those that were acknowledged. */
async function learn(served: ServedModel, from: number, to: number): Promise<string[]> {
  const told: string[] = [];
  for (let at = from; at < to; at += 1) {
    const id = `id-${at}`;
    const answer = await served.learn({ id, features: row(at), label: isFraud(at) }).catch((error) => {
      expect(error.code).toBe('LOG_FAILED');
      return undefined;
    });
    if (answer !== undefined && 'answer' in answer) told.push(id);
  }
  return told;
}

async function idsOf(log: FileEventLog): Promise<string[]> {
  const ids: string[] = [];
  for await (const events of log.read(0))
    for (const event of events) if (event.kind === 'learn') ids.push(event.id!);
  return ids;
}

describe('a full disk', () => {
  it('refuses to learn, keeps what was acknowledged, and goes on when there is room', async () => {
    for (let room = 0; room < 3000; room += 97) {
      const disk = new FaultyDisk();
      const served = await ServedModel.open({ model: SMALL, log: await open(disk), now: new Clock().now });
      disk.room = room;
      const told = await learn(served, 0, 12);
      if (told.length < 12) expect(served.isReady).toBe(false);
      expect(await served.predict({ features: row(1) })).toHaveProperty('answer');
      disk.room = Number.POSITIVE_INFINITY;
      told.push(...(await learn(served, 20, 24)));
      expect(served.isReady).toBe(true);
      await served.close();
      const again = await open(disk);
      expect(await idsOf(again)).toEqual(told);
      expect((await restoreAt({ log: again })).digest).toBe(served.digest);
    }
  });

  it('loses nothing that was acknowledged, whichever operation fails', async () => {
    const whole = new FaultyDisk();
    const all = await ServedModel.open({ model: SMALL, log: await open(whole), now: new Clock().now });
    await learn(all, 0, 15);
    for (let failAt = 4; failAt <= whole.operations; failAt += 1) {
      const disk = new FaultyDisk();
      const served = await ServedModel.open({ model: SMALL, log: await open(disk), now: new Clock().now });
      disk.failAt = failAt;
      const told = await learn(served, 0, 15);
      expect(told.length).toBeGreaterThanOrEqual(14);
      await served.close();
      const again = await open(disk);
      expect(await idsOf(again)).toEqual(told);
      expect((await restoreAt({ log: again })).digest).toBe(served.digest);
    }
  });
});

describe('a power cut', () => {
  const events = (first: number, count: number): ServedEvent[] =>
    Array.from({ length: count }, (_, at) => ({
      sequence: first + at,
      at: 7,
      kind: 'predict',
      id: `${first + at}`,
      features: row(at),
    }));

  it('leaves every event that was acknowledged, and at most more, whatever of the rest the disk has', async () => {
    const random = Random.fromSeed(3, 'power');
    for (let life = 0; life < 300; life += 1) {
      let disk = new FaultyDisk();
      let log = await open(disk, 1 + random.below(1500));
      let acknowledged = 0;
      for (let cut = 0; cut < 3; cut += 1) {
        for (let step = random.below(8); step > 0; step -= 1) {
          if (random.below(5) === 0) disk.failAt = disk.operations + 1 + random.below(4);
          await log.append(events(log.last + 1, 1 + random.below(4))).then(
            () => {
              acknowledged = log.last;
            },
            () => undefined,
          );
        }
        // The last append may not have come to its end.
        disk.failAt = disk.operations + 1 + random.below(3);
        await log.append(events(log.last + 1, 3)).then(
          () => {
            acknowledged = log.last;
          },
          () => undefined,
        );
        const left = disk.afterPowerCut(
          (bytes) => random.below(bytes + 1),
          () => random.below(2) === 0,
        );
        const next = new FaultyDisk();
        next.adopt(left);
        disk = next;
        log = await open(disk, 1 + random.below(1500));
        expect(log.last).toBeGreaterThanOrEqual(acknowledged);
        let last = 0;
        for await (const group of log.read(0))
          for (const { sequence } of group) {
            expect(sequence).toBe(last + 1);
            last = sequence;
          }
        expect(last).toBe(log.last);
        acknowledged = log.last;
      }
    }
  });
});
