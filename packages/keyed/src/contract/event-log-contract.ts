import { type ContractCase, ensure } from '@graph/core/contract';
import type { EventLog } from '../ports/event-log.js';
import type { KeyedEvent, NewEvent } from '../ports/keyed-event.js';
import { ensureEqual, ensureRejects } from './ensure-rejects.js';

/** Opens the same log again and again, with 2 partitions; each time what was appended before is there. */
export type EventLogFixture = { readonly open: () => Promise<EventLog> };

/**
 * Lists what every `EventLog` must do. What no test can see is not among it: that events survive a power cut once `append`
 * has settled.
 *
 * @param make - makes a log of 2 partitions that is empty; called for each case.
 * @example
 * for (const { name, run } of eventLogContract(make)) it(name, run);
 */
export function eventLogContract(
  make: () => EventLogFixture | Promise<EventLogFixture>,
): readonly ContractCase[] {
  return Object.entries(CASES).map(([name, run]) => ({ name, run: async () => run(await make()) }));
}

const CASES: Readonly<Record<string, (fixture: EventLogFixture) => Promise<void>>> = {
  'is empty in the beginning': async ({ open }) => {
    const log = await open();
    ensureEqual(log.partitions, 2, 'partitions');
    ensureEqual(await log.bounds(0), { first: 1, last: 0 }, 'the bounds of an empty partition');
    ensureEqual(await log.read(0, 0, 10), [], 'a read of an empty partition');
  },

  'counts each partition from 1, without gaps': async ({ open }) => {
    const log = await open();
    ensureEqual(await log.append(0, news(1, 3)), 3, 'append');
    ensureEqual(await log.append(1, news(1, 2)), 2, 'append to another partition');
    ensureEqual(await log.append(0, news(4, 2)), 5, 'a second append');
    ensureEqual(await log.append(0, []), 5, 'an append of nothing');
    ensureEqual(await log.bounds(0), { first: 1, last: 5 }, 'bounds');
    ensureEqual(await log.read(0, 0, 10), events(1, 5), 'what was read');
    ensureEqual(await log.read(1, 0, 10), events(1, 2), 'what was read of another partition');
  },

  'reads from any place on, so many as are wanted': async ({ open }) => {
    const log = await open();
    await log.append(0, news(1, 7));
    for (let after = 0; after <= 8; after += 1)
      for (const limit of [1, 3, 100])
        ensureEqual(
          await log.read(0, after, limit),
          events(after + 1, Math.max(Math.min(limit, 7 - after), 0)),
          `read after ${after}, at most ${limit}`,
        );
  },

  'has after it was opened again what it had': async ({ open }) => {
    for (let times = 0; times < 3; times += 1) {
      const log = await open();
      ensureEqual(await log.read(0, 0, 100), events(1, times * 2), `opened for the ${times + 1}th time`);
      ensureEqual(await log.append(0, news(times * 2 + 1, 2)), times * 2 + 2, 'append');
    }
  },

  'keeps keys and bodies as they are, releases too': async ({ open }) => {
    const log = await open();
    const every = Uint8Array.from({ length: 256 }, (_, at) => at);
    const given: NewEvent[] = [
      { key: '', body: new Uint8Array(0) },
      { key: '\u{1F600} ü"\\\'', body: every },
      { key: 'k', kind: 'release', body: new Uint8Array(0) },
    ];
    await log.append(0, given);
    const wanted = given.map(({ key, body, kind = 'event' }, at) => ({ sequence: at + 1, key, kind, body }));
    ensureEqual(await log.read(0, 0, 10), wanted, 'what was read');
  },

  'keeps no hold of what it is given': async ({ open }) => {
    const log = await open();
    const body = Uint8Array.of(1);
    await log.append(0, [{ key: 'k', body }]);
    body[0] = 2;
    ensureEqual((await log.read(0, 0, 1))[0]?.body, Uint8Array.of(1), 'the body');
  },

  'takes an event with an id in once': async ({ open }) => {
    const log = await open();
    const [first, second] = [withId(1), withId(2)];
    ensureEqual(await log.append(0, [first, first, second]), 2, 'an append with one event twice');
    ensureEqual(await log.append(0, [first]), 2, 'the same once more');
    ensureEqual(await log.append(0, [second, ...news(3, 1)]), 3, 'one that is there and one that is not');
    ensureEqual(await log.append(1, [first]), 1, 'the same id in another partition');
    ensureEqual(await log.append(0, news(4, 1)), 4, 'one without an id');
    ensureEqual(await log.read(0, 0, 10), events(1, 4), 'what was read');
  },

  'gives every sequence once, whoever appends at the same time': async ({ open }) => {
    const [log, other] = [await open(), await open()];
    await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? log : other).append(0, [...news(1, 2)])),
    );
    const found = await log.read(0, 0, 100);
    ensureEqual(
      found.map(({ sequence }) => sequence),
      Array.from({ length: 20 }, (_, at) => at + 1),
      'the sequences',
    );
  },

  'drops nothing above what it is told, and says where it begins': async ({ open }) => {
    const log = await open();
    await log.append(0, news(1, 9));
    await log.drop(0, 4);
    const { first, last } = await log.bounds(0);
    ensure(first <= 5 && last === 9, `after drop(4) the bounds are ${first} to ${last}`);
    ensureEqual(await log.read(0, 4, 10), events(5, 5), 'what was read');
    ensureEqual(await log.read(0, 0, 100), events(first, 10 - first), 'what was read from the beginning');
  },

  'keeps its count where everything was dropped': async ({ open }) => {
    const log = await open();
    await log.append(0, news(1, 3));
    await log.drop(0, 3);
    const again = await open();
    const { last } = await again.bounds(0);
    ensureEqual(last, 3, 'the last event that there has ever been');
    ensureEqual(await again.append(0, news(4, 1)), 4, 'append');
    ensureEqual(await again.read(0, 3, 10), events(4, 1), 'what was read');
  },

  'refuses a partition that there is not': async ({ open }) => {
    const log = await open();
    for (const partition of [-1, 2, 0.5]) {
      await ensureRejects('OPTION', `append to ${partition}`, () => log.append(partition, news(1, 1)));
      await ensureRejects('OPTION', `read of ${partition}`, () => log.read(partition, 0, 1));
      await ensureRejects('OPTION', `bounds of ${partition}`, () => log.bounds(partition));
      await ensureRejects('OPTION', `drop in ${partition}`, () => log.drop(partition, 1));
    }
  },
};

function news(first: number, count: number): NewEvent[] {
  return events(first, count).map(({ key, body }) => ({ key, body }));
}

function withId(sequence: number): NewEvent {
  return { ...news(sequence, 1)[0]!, id: `id-${sequence}` };
}

function events(first: number, count: number): KeyedEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    sequence: first + at,
    key: `k${(first + at) % 3}`,
    kind: 'event',
    body: Uint8Array.of(first + at, 0, 255),
  }));
}
