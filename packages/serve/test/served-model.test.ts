import { digest, MemoryFileSystem } from '@graph/checkpoint';
import { describe, expect, it } from 'vitest';
import { MemoryEventLog, restoreAt, ServedModel } from '../src/index.js';
import { Clock, checkpointStore, isFraud, opened, replayed, row, SMALL } from './served.js';

describe('labels that come later', () => {
  it('are learned once: the same one again is a duplicate, another one a conflict', async () => {
    const { served } = await opened();
    expect(await served.learn({ id: 'a', label: true })).toMatchObject({ refusal: { status: 404 } });
    expect(await served.predict({ id: 'a', features: row(1) })).toMatchObject({
      answer: { id: 'a', value: null, version: 0 },
    });
    expect(await served.learn({ id: 'a', label: true })).toMatchObject({
      answer: { status: 'learned', sequence: 3 },
    });
    const before = served.digest;
    expect(await served.learn({ id: 'a', label: true })).toMatchObject({ answer: { status: 'duplicate' } });
    expect(await served.learn({ id: 'a', label: false })).toMatchObject({ refusal: { status: 409 } });
    expect(await served.predict({ id: 'a', features: row(1) })).toMatchObject({ refusal: { status: 409 } });
    expect(served.digest).toBe(before);
    expect(served.report().version).toBe(1);
  });

  it('are learned once where both come at the same moment', async () => {
    const { served, log } = await opened();
    await served.predict({ id: 'a', features: row(1) });
    const answers = await Promise.all([true, true, false].map((label) => served.learn({ id: 'a', label })));
    expect(answers.map((each) => ('answer' in each ? each.answer.status : each.refusal.status))).toEqual([
      'learned',
      'duplicate',
      409,
    ]);
    expect(await replayed(log)).toBe(served.digest);
  });

  it('may be asked for again: the same row under its id waits once, another row is refused', async () => {
    const { served } = await opened();
    await served.predict({ id: 'a', features: row(1) });
    expect(await served.predict({ id: 'a', features: row(1) })).toMatchObject({
      answer: { duplicate: true },
    });
    expect(await served.predict({ id: 'a', features: row(2) })).toMatchObject({ refusal: { status: 409 } });
    expect(served.report().pending).toBe(1);
  });

  it('come with their row where there is no prediction before, once for each id', async () => {
    const { served } = await opened();
    expect(await served.learn({ id: 'a', features: row(1), label: true })).toMatchObject({
      answer: { status: 'learned' },
    });
    expect(await served.learn({ id: 'a', features: row(1), label: true })).toMatchObject({
      answer: { status: 'duplicate' },
    });
    expect(served.report()).toMatchObject({ version: 1, pending: 0 });
  });

  it('are too late after the wait, by the times that are in the events', async () => {
    const { served, log, clock } = await opened({ labelWaitMs: 1000 });
    await served.predict({ id: 'a', features: row(1) });
    clock.time += 1000;
    await served.predict({ id: 'b', features: row(2) });
    expect(await served.learn({ id: 'a', label: true })).toMatchObject({ answer: { status: 'learned' } });
    clock.time += 1001;
    expect(await served.learn({ id: 'b', label: true })).toMatchObject({ refusal: { status: 410 } });
    expect(served.report()).toMatchObject({ pending: 0, score: { expired: 1 } });
    expect(await replayed(log)).toBe(served.digest);
  });

  it('are taken to be the default where none has come, whenever that is looked at', async () => {
    const { served, log, clock } = await opened({ labelWaitMs: 1000, labelDefault: false });
    for (let at = 0; at < 6; at += 1) await served.predict({ id: `id-${at}`, features: row(at) });
    await served.learn({ id: 'id-3', label: true });
    clock.time += 5000;
    await served.expire();
    expect(served.report()).toMatchObject({ pending: 0, defaulted: 5, version: 6 });
    expect(await served.learn({ id: 'id-1', label: false })).toMatchObject({
      answer: { status: 'duplicate' },
    });
    expect(await replayed(log)).toBe(served.digest);
  });

  it('make room for new rows where too many wait: the oldest go first', async () => {
    const { served, log } = await opened({ maxPending: 3 });
    for (let at = 0; at < 5; at += 1) await served.predict({ id: `id-${at}`, features: row(at) });
    expect(served.report().pending).toBe(3);
    expect(await served.learn({ id: 'id-1', label: true })).toMatchObject({ refusal: { status: 410 } });
    expect(await served.learn({ id: 'id-2', label: true })).toMatchObject({ answer: { status: 'learned' } });
    expect(await replayed(log)).toBe(served.digest);
  });

  it('of rows that wait while the clock jumps back are as they were', async () => {
    const { served, log, clock } = await opened({ labelWaitMs: 1000 });
    await served.predict({ id: 'a', features: row(1) });
    clock.time -= 1_000_000;
    await served.predict({ id: 'b', features: row(2) });
    const times: number[] = [];
    for await (const events of log.read(0)) times.push(...events.map(({ at }) => at));
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(await served.learn({ id: 'a', label: true })).toMatchObject({ answer: { status: 'learned' } });
  });
});

it('a clock that ran ahead stands still until the time has caught up; then rows wait as long as ever', async () => {
  const { served, log, clock } = await opened({ labelWaitMs: 1000 });
  await served.predict({ id: 'a', features: row(1) });
  clock.time += 1_000_000;
  await served.expire();
  expect(served.statusOf('a')).toMatchObject({ answer: { status: 'expired' } });
  clock.time -= 1_000_000;
  await served.predict({ id: 'b', features: row(2) });
  clock.time += 999_999;
  expect(served.statusOf('b')).toMatchObject({ answer: { status: 'waiting' } });
  clock.time += 1002;
  await served.expire();
  expect(served.statusOf('b')).toMatchObject({ answer: { status: 'expired' } });
  expect(await replayed(log)).toBe(served.digest);
});

describe('the past', () => {
  /** Rows, labels, refusals and expiry, in an order that the seed says. */
  async function live(served: ServedModel, clock: Clock, from: number, to: number): Promise<void> {
    for (let at = from; at < to; at += 1) {
      clock.time += (at * 7919) % 50;
      const id = `id-${at}`;
      if (at % 4 === 0) await served.learn({ features: row(at), label: isFraud(at) });
      else await served.predict({ id, features: row(at) });
      if (at % 3 === 0) await served.learn({ id: `id-${at - 2}`, label: isFraud(at - 2) });
      if (at % 17 === 0) await served.learn({ id: `id-${at - 1}`, label: 'perhaps' });
      if (at % 11 === 0) await served.expire();
      if (at % 5 === 0) await served.predict({ features: row(at + 1) });
    }
  }

  it.each(['network', 'mixture'] as const)(
    'of a %s, replayed from nothing, gives the same digest at every moment',
    async (learner) => {
      const model = { ...SMALL, learner };
      const { served, log, clock } = await opened({ model, labelWaitMs: 200, labelDefault: false });
      for (let at = 0; at < 120; at += 20) {
        await live(served, clock, at, at + 20);
        expect(await replayed(log)).toBe(served.digest);
      }
      expect(served.report().version).toBeGreaterThan(60);
    },
  );

  it('is taken up where a checkpoint and the events behind it lead', async () => {
    const fileSystem = new MemoryFileSystem();
    const log = new MemoryEventLog();
    const clock = new Clock();
    for (let round = 0; round < 3; round += 1) {
      const checkpoints = await checkpointStore(fileSystem);
      const options = { model: SMALL, log, checkpoints, now: clock.now, checkpointInterval: 13 };
      const served = await ServedModel.open({ ...options, labelWaitMs: 200 });
      await live(served, clock, round * 40, round * 40 + 40);
      const { digest } = served;
      if (round === 1) await checkpoints.close();
      else await served.close();
      expect(await replayed(log)).toBe(digest);
    }
  });

  it('can be gone back to, and again, and what was undone stays undone', async () => {
    const fileSystem = new MemoryFileSystem();
    const checkpoints = await checkpointStore(fileSystem, 100);
    const { served, log, clock } = await opened({ checkpoints, checkpointInterval: 7, labelWaitMs: 200 });
    const digests = new Map<number, string>();
    const note = (): unknown => digests.set(served.sequence, served.digest);
    for (let at = 0; at < 40; at += 1) {
      await live(served, clock, at, at + 1);
      note();
    }
    const [early, late] = [[...digests.keys()][10]!, [...digests.keys()][30]!];
    await served.rollback(early);
    expect(served.digest).toBe(digests.get(early));
    expect(await replayed(log)).toBe(served.digest);
    await live(served, clock, 40, 60);
    expect(await replayed(log)).toBe(served.digest);
    // What was undone by the first is gone back to by the second.
    await served.rollback(late);
    expect(served.digest).toBe(digests.get(late));
    await live(served, clock, 60, 70);
    const { digest } = served;
    expect(await replayed(log)).toBe(digest);
    expect((await restoreAt({ log, checkpoints })).digest).toBe(digest);
    expect((await restoreAt({ log, checkpoints }, { until: early })).digest).toBe(digests.get(early));
    await expect(served.rollback(10_000)).rejects.toMatchObject({ code: 'REQUEST' });
    await served.close();
    const again = await ServedModel.open({
      model: SMALL,
      log,
      now: clock.now,
      checkpoints: await checkpointStore(fileSystem, 100),
      labelWaitMs: 200,
    });
    expect(again.digest).toBe(digest);
  });

  it('holds a challenger that learns beside, and its promotion', async () => {
    const { served, log, clock } = await opened({ labelWaitMs: 200, labelDefault: false });
    await live(served, clock, 0, 50);
    const options = { ...SMALL, seed: 7, network: { hidden: [8] } };
    await served.challenge(options);
    await live(served, clock, 50, 100);
    const { challenger } = served.report();
    expect(challenger!.compared.rows).toBeGreaterThan(15);
    expect(challenger!.compared.standardError).toBeGreaterThan(0);
    expect(await replayed(log)).toBe(served.digest);
    const alone = await restoreAt({ log }, { options });
    await served.promote();
    expect(served.report().challenger).toBeNull();
    // It is what it would be if it had learned alone.
    expect(digest(alone.state().model)).toBe(digest((await restoreAt({ log })).state().model));
    await live(served, clock, 100, 120);
    expect(await replayed(log)).toBe(served.digest);
    await expect(served.promote()).rejects.toMatchObject({ code: 'REQUEST' });
  });

  it('with other settings is what the other model would be', async () => {
    const { served, log, clock } = await opened();
    await live(served, clock, 0, 50);
    const options = { ...SMALL, seed: 7 };
    const other = await restoreAt({ log }, { options });
    const direct = await opened({ model: options });
    await live(direct.served, direct.clock, 0, 50);
    expect(other.digest).toBe(direct.served.digest);
    expect(other.digest).not.toBe(served.digest);
  });
});
