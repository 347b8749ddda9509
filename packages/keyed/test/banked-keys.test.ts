import { Random } from '@graph/core';
import { adam } from '@graph/learner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankedSettings } from '../src/bank/bank-options.js';
import { KeyBank } from '../src/bank/key-bank.js';
import {
  appendEvents,
  bankedModels,
  exportKey,
  type KeyedLearner,
  KeyedModels,
  type LearnerFactory,
  MemoryEventLog,
  MemoryStateTable,
  type OnlineEvent,
  onlineModels,
  readOnlineAnswer,
  unpackState,
  verifyKey,
  Worker,
  writeOnlineEvent,
} from '../src/index.js';
import { SCHEMA } from './banked-schema.js';

const OPTIONS = { schema: SCHEMA, labelWait: { rows: 5 }, maxPending: 4, replay: { capacity: 12 } } as const;

/** Events of some keys: rows with labels, rows whose labels come later or never, and some that cannot be used. */
function makeEvents(count: number, seed: number, keys = 5): { key: string; event: OnlineEvent }[] {
  const random = Random.fromSeed(seed, 'events');
  type Open = { readonly key: string; readonly id: string; readonly label: number };
  const open: Open[] = [];
  let closed: Open | undefined;
  return Array.from({ length: count }, (_, at) => {
    const waiting = open.length > random.below(9) ? open.splice(random.below(open.length), 1)[0] : undefined;
    if (waiting !== undefined) {
      closed = waiting;
      return { key: waiting.key, event: { kind: 'label', id: waiting.id, label: waiting.label } };
    }
    const key = `k${random.below(keys)}`;
    const x = random.below(20) === 0 ? null : random.float() * 10;
    const row = { x, on: random.below(2) === 0, colour: ['red', 'green'][random.below(2)] };
    const label = (x ?? 3) * 2 + (row.on ? 1 : 0);
    const kind = random.below(8);
    if (kind < 4) return { key, event: { kind: 'learn', row: { ...row, y: label } } };
    if (kind === 4) return { key, event: { kind: 'predict', row } };
    if (kind === 5) return { key, event: { kind: 'learn', row } };
    if (kind === 6 && random.below(2) === 0 && closed !== undefined)
      return { key: closed.key, event: { kind: 'label', id: closed.id, label } };
    if (kind === 6) return { key, event: { kind: 'label', id: `row-${random.below(at + 1)}`, label } };
    open.push({ key, id: `row-${at}`, label });
    return { key, event: { kind: 'predict', row, id: `row-${at}` } };
  });
}

async function run(
  factory: LearnerFactory,
  events: readonly { key: string; event: OnlineEvent }[],
  capacity: number,
  batch: number,
) {
  const log = new MemoryEventLog(2);
  const table = new MemoryStateTable(2, () => 0);
  await appendEvents(
    log,
    events.map(({ key, event }) => ({ key, body: writeOnlineEvent(event) })),
  );
  const worker = new Worker({ owner: 'a', log, table, factory, capacity, batch });
  while ((await worker.step()).events > 0);
  await worker.stop();
  return { log, table };
}

describe('the keys of bankedModels', () => {
  it('come to the same bits, however events are batched and however often learners sleep', async () => {
    // One bank for all, so that they are at other places in it.
    const factory = bankedModels(OPTIONS);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (seed, capacity, batch) => {
          const events = makeEvents(90, seed);
          const slept = await run(factory, events, capacity, batch);
          const lived = await run(factory, events, 100, 1000);
          for (const key of new Set(events.map(({ key }) => key))) {
            const [one, other] = [slept, lived].map(({ table }) => exportKey(table, factory, key));
            expect(await one).toEqual(await other);
          }
          for (let partition = 0; partition < 2; partition += 1)
            expect(await slept.table.outputs(partition, 0, 999)).toEqual(
              await lived.table.outputs(partition, 0, 999),
            );
        },
      ),
      { seed: 1, numRuns: 8 },
    );
  });

  it('give their places in the bank back when they sleep, fail, or their worker stops', async () => {
    const bank = new KeyBank(bankedSettings(OPTIONS));
    const places = [bank.add(), bank.add(), bank.add()];
    expect(bank.size).toBe(3);
    bank.remove(places[1]!);
    expect(bank.add()).toEqual(places[1]);
    const closed: string[] = [];
    const real = bankedModels(OPTIONS);
    let made = 0;
    const counted = (key: string, learner: KeyedLearner): KeyedLearner => {
      made += 1;
      return {
        apply: (body) => learner.apply(body),
        state: () => learner.state(),
        close: () => {
          closed.push(key);
          learner.close?.();
        },
      };
    };
    const factory: LearnerFactory = {
      layout: real.layout,
      create: (key) => counted(key, real.create(key)),
      restore: (key, state) => counted(key, real.restore(key, state)),
    };
    await run(factory, makeEvents(80, 7), 2, 9);
    expect(made).toBeGreaterThan(10);
    expect(closed.length).toBe(made);
  });

  it('verify: a replay from the log gives the stored bits', async () => {
    const factory = bankedModels(OPTIONS);
    const { log, table } = await run(factory, makeEvents(120, 3), 2, 9);
    for (let key = 0; key < 5; key += 1)
      expect(await verifyKey({ log, table, factory }, `k${key}`)).toMatchObject({
        isEqual: true,
        quarantined: false,
      });
  });

  it('answer labels that come late, twice, never or for nobody as onlineModels does', () => {
    const seen = new Set<string>();
    for (const [seed, labelWait] of [
      [1, { rows: 5 }],
      [2, { time: 6 }],
      [3, undefined],
    ] as const) {
      const wait = labelWait === undefined ? {} : { labelWait };
      const small = { network: { hidden: [2] }, learner: 'network', batchSize: 2 } as const;
      const factories = [
        bankedModels({ schema: SCHEMA, maxPending: 4, ...wait }),
        onlineModels({ target: 'y', schema: SCHEMA, maxPending: 4, ...small, ...wait }),
      ];
      const learners = factories.map((factory) => factory.create('k'));
      for (const [time, { event }] of makeEvents(160, seed, 1).entries()) {
        // Every ninth event has no time, and where one is wanted it is refused.
        const timed = event.kind === 'learn' || time % 9 === 0 ? event : { ...event, time };
        const statuses = learners.map(
          (learner) => readOnlineAnswer(learner.apply(writeOnlineEvent(timed))!).status,
        );
        expect(statuses[0], JSON.stringify(timed)).toBe(statuses[1]);
        seen.add(statuses[0]!);
      }
    }
    expect([...seen].sort()).toEqual(['expired', 'labelled', 'learned', 'predicted', 'refused', 'unknown']);
  });

  it('quarantine a key whose loss leaves the numbers, with the state of before', async () => {
    const wild = bankedModels({ schema: SCHEMA, optimizer: adam({ learningRate: 1e30 }) });
    const models = new KeyedModels({ factory: wild, capacity: 1, load: async () => new Map() });
    const events = Array.from({ length: 30 }, (_, at) => ({
      sequence: at + 1,
      key: 'k',
      kind: 'event' as const,
      body: writeOnlineEvent({ kind: 'learn', row: { x: at % 7, y: (at * 3) % 11 } }),
    }));
    const { outputs, aside } = await models.apply(events);
    expect(aside[0]?.reason).toMatch(/Infinity|NaN|not finite|left the numbers/);
    expect(outputs.length + aside.length).toBe(30);
    const { quarantined, position } = unpackState(wild.layout, models.changed().get('k')!);
    expect([quarantined, position]).toEqual([true, outputs.length + 1]);
  });

  it('refuse states of other options, cut ones, and calls after they were closed', () => {
    const factory = bankedModels(OPTIONS);
    const learner = factory.create('k');
    for (const { event } of makeEvents(40, 2, 1)) learner.apply(writeOnlineEvent(event));
    const state = learner.state();
    expect(learner.view?.()).toEqual(state);
    for (const length of [0, 10, 24, 100, state.length - 1])
      expect(() => factory.restore('k', state.slice(0, length))).toThrow(
        expect.objectContaining({ code: 'STATE' }),
      );
    const bent = state.slice();
    bent[4] = 2;
    expect(() => factory.restore('k', bent)).toThrow(/of a later release/);
    const other = bankedModels({ ...OPTIONS, replay: { capacity: 13 } });
    expect(other.layout).not.toBe(factory.layout);
    const wider = bankedModels({ ...OPTIONS, network: { hidden: [3] } });
    expect(() => wider.restore('k', state)).toThrow(/bytes, wanted/);
    learner.close?.();
    learner.close?.();
    expect(() => learner.state()).toThrow(/was closed/);
  });
});
