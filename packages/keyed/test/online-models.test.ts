import { CheckpointStore, digest, MemoryFileSystem } from '@graph/checkpoint';
import { Random } from '@graph/core';
import { Model, OnlineModel, type OnlineModelState } from '@graph/online';
import { describe, expect, it } from 'vitest';
import {
  appendEvents,
  exportKey,
  KeyedModels,
  MemoryEventLog,
  MemoryStateTable,
  type OnlineEvent,
  onlineModels,
  packState,
  partitionOf,
  readOnlineAnswer,
  readOnlineState,
  releaseKey,
  unpackState,
  verifyKey,
  Worker,
  writeOnlineEvent,
} from '../src/index.js';

const OPTIONS = { target: 'y', seed: 7, network: { hidden: [4] }, labelWait: { rows: 5 } };
const factory = onlineModels(OPTIONS);
/** Steps so long that the weights leave the numbers. */
const WILD = {
  kind: 'adam',
  learningRate: 1e30,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  nesterov: false,
} as const;

/** Events of some keys: rows with labels, and rows whose labels come later. */
function makeEvents(count: number, keys = 5): { key: string; event: OnlineEvent }[] {
  const random = Random.fromSeed(3, 'events');
  const open: { key: string; id: string; label: number }[] = [];
  return Array.from({ length: count }, (_, at) => {
    const waiting = open.length > 6 ? open.shift() : undefined;
    if (waiting !== undefined)
      return { key: waiting.key, event: { kind: 'label', id: waiting.id, label: waiting.label } };
    const key = `k${random.below(keys)}`;
    const x = random.float();
    const row = { x, colour: ['red', 'green'][random.below(2)] };
    const label = x > 0.5 ? 3 : x;
    if (random.below(2) === 0) return { key, event: { kind: 'learn', row: { ...row, y: label } } };
    open.push({ key, id: `row-${at}`, label });
    return { key, event: { kind: 'predict', row, id: `row-${at}` } };
  });
}

async function run(events: readonly { key: string; event: OnlineEvent }[], capacity: number, batch = 9) {
  const log = new MemoryEventLog(2);
  const table = new MemoryStateTable(2, () => 0);
  await appendEvents(
    log,
    events.map(({ key, event }) => ({ key, body: writeOnlineEvent(event) })),
  );
  const worker = new Worker({ owner: 'a', log, table, factory, capacity, batch });
  while ((await worker.step()).events > 0);
  return { log, table };
}

describe('onlineModels', () => {
  const events = makeEvents(160);

  it('ends where OnlineModel ends that is told the same, however often learners slept', async () => {
    const models = new Map<string, OnlineModel>();
    for (const { key, event } of events) {
      const model = models.get(key) ?? new OnlineModel(OPTIONS);
      models.set(key, model);
      if (event.kind === 'learn') model.learnOne(event.row);
      else if (event.kind === 'label') model.labelOne(event.id, event.label);
      else model.predictOne(event.row, { id: event.id! });
    }
    for (const [capacity, batch] of [
      [1, 1],
      [1, 50],
      [100, 7],
    ] as const) {
      const { table } = await run(events, capacity, batch);
      for (const [key, model] of models) {
        const found = await exportKey(table, factory, key);
        expect(digest(readOnlineState(found!.state))).toBe(digest(model.state()));
      }
    }
  });

  it('answers as the model does, and refuses what cannot be used without a quarantine', async () => {
    const refused: { key: string; event: OnlineEvent }[] = [
      { key: 'k', event: { kind: 'learn', row: { x: 1 } } },
      { key: 'k', event: { kind: 'label', id: 'never', label: 1 } },
      { key: 'k', event: { kind: 'learn', row: { x: 1, y: 2 } } },
    ];
    const { table, log } = await run(refused, 9);
    const partition = partitionOf('k', 2);
    await log.append(partition, [{ key: 'k', body: Uint8Array.of(123) }]);
    await log.append(partition, [{ key: 'k', body: new TextEncoder().encode('{"kind":"learn"}') }]);
    const worker = new Worker({ owner: 'b', log, table: table, factory });
    await table.release(
      (await table.heartbeat('a', [{ partition, owner: 'a', epoch: 1, position: 3, positionHash: '' }], 9))
        .leases[0]!,
    );
    while ((await worker.step()).events > 0);
    const answers = (await table.outputs(partition, 0, 9)).map(({ body }) => readOnlineAnswer(body).status);
    expect(answers).toEqual(['refused', 'unknown', 'learned', 'refused', 'refused']);
    expect((await table.status())[partition]).toMatchObject({ aside: 0, position: 5 });
  });

  it('quarantines a key whose loss leaves the numbers, with the state of before', async () => {
    const wild = onlineModels({ target: 'y', seed: 7, network: { hidden: [4] }, optimizer: WILD });
    const models = new KeyedModels({ factory: wild, capacity: 1, load: async () => new Map() });
    const events = Array.from({ length: 60 }, (_, at) => ({
      sequence: at + 1,
      key: 'k',
      kind: 'event' as const,
      body: writeOnlineEvent({ kind: 'learn', row: { x: at % 7, y: (at * 3) % 11 } }),
    }));
    const { outputs, aside } = await models.apply(events);
    expect(aside.length).toBeGreaterThan(0);
    expect(aside[0]?.reason).toMatch(/Infinity|not finite|left the numbers/);
    expect(outputs.length + aside.length).toBe(60);
    const state = unpackState(wild.layout, models.changed().get('k')!);
    expect(state).toMatchObject({ quarantined: true, position: outputs.length + 1 });
    expect(readOnlineState(state.state).rows).toBe(outputs.length);
  });

  it('gives a state that a checkpoint keeps and that predicts', async () => {
    const { table } = await run(events, 2);
    const { state } = (await exportKey(table, factory, 'k1'))!;
    const store = await CheckpointStore.open({ fileSystem: new MemoryFileSystem(), folder: '/k1' });
    const saved = readOnlineState(state);
    await store.save(saved, { examples: saved.rows }).durable;
    const { tree } = await store.load();
    const model = OnlineModel.from(tree as OnlineModelState);
    const row = { x: 0.9, colour: 'red' };
    const [frozen, live] = [Model.from(saved.model), OnlineModel.from(saved)];
    expect(live.predictOne(row)).toEqual(model.predictOne(row));
    expect(frozen.predictOne(row)).toMatchObject({ value: expect.any(Number) });
    expect(await exportKey(table, factory, 'nobody')).toBeUndefined();
  });

  it('refuses states of other options, and options that there are not', async () => {
    const { table } = await run(events, 2);
    const other = onlineModels({ ...OPTIONS, seed: 8 });
    await expect(exportKey(table, other, 'k1')).rejects.toMatchObject({ code: 'STATE' });
    expect(() => onlineModels({ target: '' })).toThrow(/wanted the name of the column/);
    expect(() => readOnlineState(Uint8Array.of(1))).toThrow(/not a state tree/);
  });
});

describe('verifyKey', () => {
  it('finds every key equal, and one whose state was bent', async () => {
    const { log, table } = await run(makeEvents(120), 2);
    await releaseKey(log, 'k1');
    for (let key = 0; key < 5; key += 1) {
      const found = await verifyKey({ log, table, factory }, `k${key}`);
      expect(found).toMatchObject({ isEqual: true, quarantined: false });
      expect(found.events).toBeGreaterThan(5);
      expect(found.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
    const { partition, position, quarantined } = (await exportKey(table, factory, 'k1'))!;
    const bent = (await exportKey(table, factory, 'k2'))!.state;
    const [lease] = await new Stolen(table).take(partition);
    const states = new Map([['k1', packState(factory.layout, { position, quarantined, state: bent })]]);
    await table.commit(lease!, { ...lease!, states, outputs: [], aside: [] }, 9);
    expect(await verifyKey({ log, table, factory }, 'k1')).toMatchObject({ isEqual: false, position });
  });

  it('says that a key without events has nothing, and that a log that was dropped cannot tell', async () => {
    const { log, table } = await run(makeEvents(60), 2);
    expect(await verifyKey({ log, table, factory }, 'nobody')).toMatchObject({
      position: 0,
      events: 0,
      digest: '',
      isEqual: true,
    });
    await log.drop(partitionOf('k1', 2), 1);
    await expect(verifyKey({ log, table, factory }, 'k1')).rejects.toMatchObject({ code: 'LOG_GAP' });
  });
});

/** Takes a lease that another owner holds, as nobody may. */
class Stolen {
  readonly #table: MemoryStateTable;

  constructor(table: MemoryStateTable) {
    this.#table = table;
  }

  async take(partition: number) {
    const { epoch, position } = (await this.#table.status())[partition]!;
    return [{ partition, owner: 'a', epoch, position, positionHash: '' }];
  }
}
