import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { eventLogContract, stateTableContract } from '../src/contract/index.js';
import { appendEvents, exportKey, KeyedError, type Lease, Worker } from '../src/index.js';
import { PostgresEventLog, PostgresStateTable, type Query } from '../src/postgres/index.js';
import { toys } from './simulator/toy.js';

// GRAPH_POSTGRES=postgres://postgres@127.0.0.1/test pnpm test server
const url = process.env['GRAPH_POSTGRES'];
if (url === undefined)
  console.log('GRAPH_POSTGRES names no server: what only several connections show is skipped');

const KEYS = 1000;
const EVENTS = 10_000;
const LEASE = 400;

const sleep = (duration: number) => new Promise<void>((resolve) => setTimeout(resolve, duration));

describe.skipIf(url === undefined)('a server with many connections', () => {
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  const query: Query = (text, params) => pool.query(text, [...params]);
  // A server keeps what earlier runs have left.
  const run = `test-${process.pid}-${process.hrtime.bigint()}`;
  let groups = 0;
  const newGroup = (): string => {
    groups += 1;
    return `${run}-${groups}`;
  };
  afterAll(() => pool.end());

  describe('PostgresEventLog', () => {
    const make = () => {
      const group = newGroup();
      return { open: () => PostgresEventLog.open({ query, group, partitions: 2 }) };
    };
    for (const { name, run } of eventLogContract(make)) it(name, run);
  });

  describe('PostgresStateTable', () => {
    const make = () => {
      const group = newGroup();
      return {
        open: () => PostgresStateTable.open({ query, group, partitions: 3 }),
        pass: (duration: number) => sleep(duration + 5),
      };
    };
    for (const { name, run } of stateTableContract(make)) it(name, run);
  });

  it('takes in each id once, whoever appends it at the same moment', async () => {
    const log = await PostgresEventLog.open({ query, group: newGroup(), partitions: 1 });
    const appends = Array.from({ length: 40 }, (_, at) =>
      log.append(
        0,
        [0, 1, 2].map((place) => ({ key: 'k', id: `e${(at % 10) * 3 + place}`, body: Uint8Array.of(at) })),
      ),
    );
    await Promise.all(appends);
    const sequences = (await log.read(0, 0, 1000)).map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
  });

  it('gives a partition to one of those who ask, and lets one of equal commits through', async () => {
    const options = { query, group: newGroup(), partitions: 7 };
    const tables = await Promise.all(Array.from({ length: 8 }, () => PostgresStateTable.open(options)));
    const leases = (await Promise.all(tables.map((table, at) => table.acquire(`w${at}`, 2, 9999)))).flat();
    expect(new Set(leases.map(({ partition }) => partition)).size).toBe(leases.length);
    const lease = leases[0] as Lease;
    const body = Uint8Array.of(1);
    const commit = {
      position: 1,
      positionHash: 'x',
      states: new Map([['k', body]]),
      outputs: [{ sequence: 1, key: 'k', body }],
      aside: [],
    };
    const settled = await Promise.allSettled(tables.map((table) => table.commit(lease, commit, 9999)));
    const refused = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused.length).toBe(7);
    expect(refused.every((error) => KeyedError.is(error) && error.code === 'FENCED')).toBe(true);
  });

  it('ends as if nothing had happened, with four workers of which one dies and one is paused', async () => {
    const group = newGroup();
    const log = await PostgresEventLog.open({ query, group, partitions: 12 });
    const table = await PostgresStateTable.open({ query, group, partitions: 12 });
    const events = Array.from({ length: EVENTS }, (_, at) => ({
      key: `k${(at * 7) % KEYS}`,
      body: Uint8Array.of(at % 100, at % 7),
      id: `e${at}`,
    }));
    for (let at = 0; at < EVENTS; at += 2500) await appendEvents(log, events.slice(at, at + 2500));
    let isDone = false;
    const live = async (owner: string): Promise<void> => {
      const worker = new Worker({
        owner,
        log,
        table,
        factory: toys,
        leaseMs: LEASE,
        batch: 100,
        capacity: 50,
      });
      for (let steps = 1; !isDone; steps += 1) {
        const result = await worker.step();
        if (owner === 'dies' && steps === 3) return;
        if (owner === 'sleeps' && steps === 4) await sleep(2 * LEASE);
        if (result.events > 0) continue;
        const applied = (await table.status()).reduce((sum, { position }) => sum + position, 0);
        isDone ||= applied === EVENTS;
        await sleep(20);
      }
    };
    await Promise.all(['a', 'b', 'sleeps', 'dies'].map(live));
    const learners = new Map<string, ReturnType<typeof toys.create>>();
    for (const { key, body } of events) {
      const learner = learners.get(key) ?? toys.create(key);
      learners.set(key, learner);
      learner.apply(body);
    }
    for (const [key, learner] of learners)
      expect((await exportKey(table, toys, key))?.state).toEqual(learner.state());
  });
});
