import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventLogContract, stateTableContract } from '../src/contract/index.js';
import { appendEvents, exportKey, partitionOf, verifyKey, Worker } from '../src/index.js';
import { PostgresEventLog, PostgresStateTable, type Query } from '../src/postgres/index.js';
import { toys } from './simulator/toy.js';

let db: PGlite;
let groups = 0;
const query: Query = (text, params) => db.query(text, [...params]);

beforeAll(async () => {
  db = await PGlite.create();
  // It is compiled first, which takes as long as the machine is busy.
}, 240_000);
afterAll(() => db.close());

/** A group that nobody else has. */
function newGroup(): string {
  groups += 1;
  return `group-${groups}`;
}

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
      pass: (duration: number) => new Promise<void>((resolve) => setTimeout(resolve, duration + 5)),
    };
  };
  for (const { name, run } of stateTableContract(make)) it(name, run);
});

it('makes a group once, with 64 partitions unless it is told otherwise', async () => {
  const group = newGroup();
  expect((await PostgresEventLog.open({ query, group })).partitions).toBe(64);
  const tables = await Promise.all(
    [1, 2].map(() => PostgresStateTable.open({ query, group, partitions: 5 })),
  );
  expect(tables.map(({ partitions }) => partitions)).toEqual([5, 5]);
  expect((await PostgresStateTable.open({ query, group })).partitions).toBe(5);
  await expect(PostgresStateTable.open({ query, group, partitions: 6 })).rejects.toMatchObject({
    code: 'OPTION',
  });
  await expect(PostgresStateTable.open({ query, group: '' })).rejects.toMatchObject({ code: 'OPTION' });
});

it('says what is wrong with a key that no text of PostgreSQL can be', async () => {
  const log = await PostgresEventLog.open({ query, group: newGroup(), partitions: 1 });
  const refused = log.append(0, [{ key: 'a\0b', body: new Uint8Array(0) }]);
  await expect(refused).rejects.toMatchObject({ code: 'OPTION' });
});

it('ends where an undisturbed learner ends, with three workers of which one is never heard of again', async () => {
  const group = newGroup();
  const log = await PostgresEventLog.open({ query, group, partitions: 6 });
  const table = await PostgresStateTable.open({ query, group, partitions: 6 });
  const events = Array.from({ length: 400 }, (_, at) => ({
    key: `k${(at * 7) % 30}`,
    body: Uint8Array.of(at % 100, at % 7),
    id: `e${at}`,
  }));
  await appendEvents(log, events.slice(0, 200));
  const [a, b, c] = ['a', 'b', 'c'].map(
    (owner) => new Worker({ owner, log, table, factory: toys, leaseMs: 300, batch: 7, capacity: 2 }),
  ) as [Worker, Worker, Worker];
  for (let times = 0; times < 3; times += 1) for (const each of [a, b, c]) await each.step();
  // The answer was lost, so it is appended once more.
  await appendEvents(log, events.slice(150));
  await new Promise((resolve) => setTimeout(resolve, 320));
  const isDone = async () => (await table.status()).reduce((sum, { position }) => sum + position, 0) === 400;
  for (let times = 0; times < 200 && !(await isDone()); times += 1)
    for (const each of [a, b]) await each.step();
  expect(await isDone()).toBe(true);
  for (let key = 0; key < 30; key += 1) {
    const learner = toys.create(`k${key}`);
    for (const { key: own, body } of events) if (own === `k${key}`) learner.apply(body);
    expect((await exportKey(table, toys, `k${key}`))?.state).toEqual(learner.state());
  }
  expect(await verifyKey({ log, table, factory: toys }, 'k3')).toMatchObject({ isEqual: true });
  const partition = partitionOf('k3', 6);
  const outputs = await table.outputs(partition, 0, 1000);
  expect(outputs.length).toBe((await log.bounds(partition)).last);
});

it('keeps everything in a folder, where PostgreSQL within the process does: no server is needed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const events = [1, 2, 3].map((at) => ({ key: 'k', body: Uint8Array.of(at), id: `e${at}` }));
  for (const [count, applied] of [
    [2, 2],
    [3, 1],
  ] as const) {
    const disk = await PGlite.create(join(folder, 'data'));
    const options = {
      query: ((text, params) => disk.query(text, [...params])) as Query,
      group: 'g',
      partitions: 1,
    };
    const log = await PostgresEventLog.open(options);
    const table = await PostgresStateTable.open(options);
    await appendEvents(log, events.slice(0, count));
    const worker = new Worker({ owner: 'a', log, table, factory: toys });
    expect((await worker.step()).events).toBe(applied);
    await worker.stop();
    expect((await verifyKey({ log, table, factory: toys }, 'k')).events).toBe(count);
    await disk.close();
  }
}, 240_000);
