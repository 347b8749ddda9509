import { describe, expect, it } from 'vitest';
import {
  type EventLog,
  KeyedError,
  MemoryEventLog,
  MemoryStateTable,
  type NewEvent,
  partitionStatus,
  Worker,
  type WorkerOptions,
} from '../src/index.js';
import { toys } from './simulator/toy.js';

const event = (key: string, ...body: number[]): NewEvent => ({ key, body: Uint8Array.from(body) });

function setUp(partitions = 1) {
  const clock = { now: 0 };
  const log = new MemoryEventLog(partitions);
  const table = new MemoryStateTable(partitions, () => clock.now);
  const worker = (options: Partial<WorkerOptions> = {}) =>
    new Worker({ owner: 'a', log, table, factory: toys, leaseMs: 100, ...options });
  return { clock, log, table, worker };
}

/** The codes of what stopped a worker's partitions in one step. */
async function codesOf(worker: Worker): Promise<(string | undefined)[]> {
  const { failures } = await worker.step();
  return failures.map(({ error }) => (KeyedError.is(error) ? error.code : undefined));
}

describe('a log that is not the one that it was', () => {
  it('stops with LOG_LOST where it ends before what was applied', async () => {
    const { log, table, worker } = setUp();
    await log.append(0, [event('k', 1), event('k', 2), event('k', 3)]);
    const running = worker();
    expect((await running.step()).events).toBe(3);
    log.cut(0, 2);
    expect(await codesOf(running)).toEqual(['LOG_LOST']);
    expect(running.report().partitions).toEqual([]);
    expect((await partitionStatus(log, table))[0]).toMatchObject({ position: 3, lag: -1 });
  });

  it('stops with LOG_LOST where another event has the sequence of one that was applied', async () => {
    const { clock, log, table, worker } = setUp();
    await log.append(0, [event('k', 1), event('k', 2)]);
    await worker().step();
    log.cut(0, 1);
    await log.append(0, [event('k', 9), event('k', 10)]);
    clock.now += 101;
    expect(await codesOf(worker({ owner: 'b' }))).toEqual(['LOG_LOST']);
    expect((await table.status())[0]?.position).toBe(2);
  });

  it.each([
    ['key', { key: 'j', body: Uint8Array.of(1) }],
    ['kind', { key: 'k', body: Uint8Array.of(1), kind: 'release' as const }],
  ])('notices another %s alone', async (_, other) => {
    const { log, worker } = setUp();
    await log.append(0, [event('k', 1)]);
    const running = worker();
    await running.step();
    log.cut(0, 0);
    await log.append(0, [other]);
    expect(await codesOf(running)).toEqual(['LOG_LOST']);
  });

  it.each([3, 4])(
    'stops with LOG_GAP where events up to %i were dropped and 2 were applied',
    async (until) => {
      const { log, table, worker } = setUp();
      await log.append(0, [event('k', 1), event('k', 2)]);
      const running = worker();
      await running.step();
      await log.append(0, [event('k', 3), event('k', 4)]);
      await log.drop(0, until);
      expect(await codesOf(running)).toEqual(['LOG_GAP']);
      expect((await table.status())[0]?.position).toBe(2);
    },
  );

  it('stops with LOG_GAP where the first events were dropped before anything was applied', async () => {
    const { log, worker } = setUp();
    await log.append(0, [event('k', 1), event('k', 2)]);
    await log.drop(0, 1);
    expect(await codesOf(worker())).toEqual(['LOG_GAP']);
    await log.drop(0, 2);
    expect(await codesOf(worker({ owner: 'b' }))).toEqual([]);
  });

  it('stops with LOG_GAP where one is missing within', async () => {
    const { log, worker } = setUp();
    await log.append(0, [event('k', 1), event('k', 2), event('k', 3)]);
    const holed: EventLog = {
      partitions: 1,
      append: (partition, events) => log.append(partition, events),
      bounds: (partition) => log.bounds(partition),
      drop: (partition, until) => log.drop(partition, until),
      read: async (...args) => (await log.read(...args)).filter(({ sequence }) => sequence !== 2),
    };
    expect(await codesOf(worker({ log: holed }))).toEqual(['LOG_GAP']);
  });

  it('goes on where nothing was dropped but what was applied', async () => {
    const { log, worker } = setUp();
    await log.append(0, [event('k', 1), event('k', 2)]);
    const running = worker();
    await running.step();
    await log.drop(0, 2);
    expect(await running.step()).toEqual({ events: 0, failures: [] });
    await log.append(0, [event('k', 3)]);
    expect(await running.step()).toEqual({ events: 1, failures: [] });
  });
});

describe('workers', () => {
  it('share the partitions, whoever comes or goes', async () => {
    const { clock, log, table, worker } = setUp(8);
    const all = [worker({ owner: 'a' }), worker({ owner: 'b' }), worker({ owner: 'c' })] as const;
    const held = () => all.map((each) => each.report().partitions.length);
    const turn = async (...running: Worker[]) => {
      for (let times = 0; times < 8; times += 1) for (const each of running) await each.step();
    };
    await turn(all[0]);
    expect(held()).toEqual([8, 0, 0]);
    await turn(all[0], all[1]);
    expect(held()).toEqual([4, 4, 0]);
    await turn(...all);
    expect(held().sort()).toEqual([2, 3, 3]);
    // One leaves, and one is never heard of again.
    await all[1].stop();
    expect(held()[1]).toBe(0);
    clock.now += 101;
    await turn(all[0]);
    expect(held()[0]).toBe(8);
    expect((await table.status()).every(({ isHeld, owner }) => isHeld && owner === 'a')).toBe(true);
    expect((await log.bounds(0)).last).toBe(0);
  });

  it('let one that was paused commit nothing, and drop what it held', async () => {
    const { clock, log, table, worker } = setUp();
    const paused = worker({ owner: 'a' });
    const other = worker({ owner: 'b' });
    await log.append(0, [event('k', 1)]);
    await paused.step();
    clock.now += 101;
    await log.append(0, [event('k', 2)]);
    expect((await other.step()).events).toBe(1);
    await log.append(0, [event('k', 3)]);
    expect(await paused.step()).toEqual({ events: 0, failures: [] });
    expect(paused.report()).toEqual({ partitions: [], live: 0, events: 1 });
    expect((await other.step()).events).toBe(1);
    expect((await table.outputs(0, 0, 9)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('refuse a log and a table of different partitions, and options out of range', () => {
    const { log, worker } = setUp();
    expect(() => worker({ table: new MemoryStateTable(2, () => 0) })).toThrow(/1 partitions and the table 2/);
    expect(() => worker({ owner: '' })).toThrow(/wanted a name/);
    expect(() => worker({ batch: 0 })).toThrow(/batch is 0/);
    expect(() => worker({ leaseMs: 0 })).toThrow(/leaseMs is 0/);
    expect(log.partitions).toBe(1);
  });

  it('stop a partition whose states are damaged, and go on with the others', async () => {
    const { log, table, worker } = setUp(2);
    await log.append(0, [event('k', 1)]);
    const [lease] = await table.acquire('x', 1, 0);
    const states = new Map([['k', Uint8Array.of(1, 2, 3)]]);
    await table.commit(lease!, { position: 0, positionHash: '', states, outputs: [], aside: [] }, 0);
    await log.append(1, [event('k', 1)]);
    const { events, failures } = await worker().step();
    expect(events).toBe(1);
    expect(failures).toMatchObject([{ partition: 0, error: { code: 'STATE_DAMAGED' } }]);
  });
});

describe('a poisoned key', () => {
  it('is quarantined with the state of before, until it is released', async () => {
    const { log, table, worker } = setUp();
    const running = worker({ batch: 2 });
    await log.append(0, [event('k', 1), event('k', 255, 7), event('j', 1), event('k', 2)]);
    await log.append(0, [{ key: 'k', kind: 'release', body: new Uint8Array(0) }, event('k', 3)]);
    while ((await running.step()).events > 0);
    expect((await table.aside(0, 0, 9)).map(({ event, reason }) => [event.sequence, reason])).toEqual([
      [2, 'poison'],
      [4, 'its key is quarantined'],
    ]);
    const toy = toys.create('k');
    const wanted = [
      toy.apply(Uint8Array.of(1)),
      toys.create('j').apply(Uint8Array.of(1)),
      toy.apply(Uint8Array.of(3)),
    ];
    expect((await table.outputs(0, 0, 9)).map(({ body }) => body)).toEqual(wanted);
  });
});
