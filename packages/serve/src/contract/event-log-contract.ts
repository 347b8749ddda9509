import { type ContractCase, ensure } from '@graph/core/contract';
import { ServeError } from '../errors.js';
import type { ServedEvent } from '../log/event.js';
import type { EventLog } from '../log/event-log.js';

/** Opens the same log again and again; each time what was appended before is there. */
export type EventLogFixture = { readonly open: () => Promise<EventLog> };

/**
 * Lists what every `EventLog` must do. What no test can see is not among it: that events survive a power cut once `append`
 * has settled.
 *
 * @param make - makes a log that is empty; called for each case.
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
    ensure(log.last === 0, `an empty log has the last event ${log.last}`);
    ensure(log.first === 1, `an empty log has the first event ${log.first}`);
    await ensureReads(log, 0, []);
    await log.close();
  },

  'reads events in their order, group after group': async ({ open }) => {
    const log = await open();
    await log.append(eventsFrom(1, 3));
    await log.append(eventsFrom(4, 1));
    await log.append(eventsFrom(5, 200));
    ensure(log.last === 204, `204 events were appended, and the last is ${log.last}`);
    await ensureReads(log, 0, eventsFrom(1, 204));
    await log.append(eventsFrom(205, 2));
    await ensureReads(log, 0, eventsFrom(1, 206));
    await log.close();
  },

  'reads from any place on': async ({ open }) => {
    const log = await open();
    for (const first of [1, 4, 7]) await log.append(eventsFrom(first, 3));
    for (let after = 0; after <= 9; after += 1)
      await ensureReads(log, after, eventsFrom(after + 1, 9 - after));
    await log.close();
  },

  'has after it was opened again what it had': async ({ open }) => {
    for (let times = 0; times < 4; times += 1) {
      const log = await open();
      ensure(log.last === times * 2, `opened with the last event ${log.last}, wanted ${times * 2}`);
      await ensureReads(log, 0, eventsFrom(1, times * 2));
      await log.append(eventsFrom(times * 2 + 1, 2));
      await log.close();
    }
  },

  'may be opened again without anything appended': async ({ open }) => {
    await (await open()).close();
    const log = await open();
    await log.append(eventsFrom(1, 2));
    await log.close();
    await (await open()).close();
    const again = await open();
    await ensureReads(again, 0, eventsFrom(1, 2));
    await again.close();
  },

  'keeps every value that JSON has': async ({ open }) => {
    const features = { 'a"\n\u2028': 'ü\u0000', n: -0.1, big: 2 ** 53, list: [1, null, { b: true }] };
    const event: ServedEvent = { sequence: 1, at: 5, kind: 'predict', id: '\u{1F600}', features };
    const log = await open();
    await log.append([event]);
    await ensureReads(log, 0, [event]);
    await log.close();
  },

  'keeps no hold of what it is given': async ({ open }) => {
    const log = await open();
    const features: Record<string, unknown> = { x: 1 };
    await log.append([{ sequence: 1, at: 1, kind: 'predict', id: 'a', features }]);
    features['x'] = 2;
    await ensureReads(log, 0, [{ sequence: 1, at: 1, kind: 'predict', id: 'a', features: { x: 1 } }]);
    await log.close();
  },

  'refuses events that do not follow on the last, and none of them is there': async ({ open }) => {
    const log = await open();
    await log.append(eventsFrom(1, 2));
    for (const first of [1, 2, 4])
      await ensureRejects('OPTION', `append of event ${first} after 2`, () =>
        log.append(eventsFrom(first, 2)),
      );
    await ensureRejects('OPTION', 'append with a gap', () =>
      log.append([...eventsFrom(3, 1), ...eventsFrom(5, 1)]),
    );
    await ensureReads(log, 0, eventsFrom(1, 2));
    await log.append(eventsFrom(3, 1));
    await ensureReads(log, 0, eventsFrom(1, 3));
    await log.close();
  },

  'appends what is given at once in the order of the calls': async ({ open }) => {
    const log = await open();
    const calls = [1, 2, 3, 4, 5].map((sequence) => log.append(eventsFrom(sequence, 1)));
    await Promise.all(calls);
    await ensureReads(log, 0, eventsFrom(1, 5));
    await log.close();
  },

  'drops nothing above what it is told, and says where it begins': async ({ open }) => {
    const log = await open();
    for (let first = 1; first < 100; first += 3) await log.append(eventsFrom(first, 3));
    await log.drop(50);
    ensure(log.first <= 51, `after drop(50) the log begins with ${log.first}`);
    await ensureReads(log, 50, eventsFrom(51, 49));
    if (log.first > 1)
      await ensureRejects('LOG_LOST', 'a read of what was dropped', () => readAll(log, log.first - 2));
    await log.append(eventsFrom(100, 1));
    const { first } = log;
    await log.close();
    const again = await open();
    ensure(again.first === first, `opened again it begins with ${again.first}, wanted ${first}`);
    ensure(again.last === 100, `opened again it ends with ${again.last}, wanted 100`);
    await ensureReads(again, first - 1, eventsFrom(first, 101 - first));
    await again.close();
  },

  'keeps its count where everything was dropped': async ({ open }) => {
    const log = await open();
    for (let first = 1; first < 30; first += 1) await log.append(eventsFrom(first, 1));
    await log.drop(29);
    ensure(log.last === 29, `after drop(29) the last event is ${log.last}`);
    await ensureReads(log, 29, []);
    await log.append(eventsFrom(30, 1));
    await ensureReads(log, 29, eventsFrom(30, 1));
    await log.close();
    const again = await open();
    ensure(again.last === 30, `opened again it ends with ${again.last}, wanted 30`);
    await again.close();
  },

  'reads what was durable when the reading began': async ({ open }) => {
    const log = await open();
    await log.append(eventsFrom(1, 3));
    const reading = log.read(0)[Symbol.asyncIterator]();
    const first = await reading.next();
    await log.append(eventsFrom(4, 3));
    const found = [...(first.value as readonly ServedEvent[])];
    for (let next = await reading.next(); next.done !== true; next = await reading.next())
      found.push(...next.value);
    ensure(found[0]?.sequence === 1 && found.length >= 3, `the reading gave ${found.length} events`);
    await ensureReads(log, 0, eventsFrom(1, 6));
    await log.close();
  },
};

function eventsFrom(first: number, count: number): ServedEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    sequence: first + at,
    at: 1000 + first + at,
    kind: 'label',
    id: `id-${first + at}`,
    label: (first + at) % 2 === 0,
  }));
}

async function readAll(log: EventLog, after: number): Promise<ServedEvent[]> {
  const found: ServedEvent[] = [];
  for await (const events of log.read(after)) found.push(...events);
  return found;
}

async function ensureReads(log: EventLog, after: number, wanted: readonly ServedEvent[]): Promise<void> {
  const found = await readAll(log, after);
  const differs = wanted.findIndex((event, at) => JSON.stringify(event) !== JSON.stringify(found[at]));
  ensure(
    found.length === wanted.length,
    `read(${after}) gave ${found.length} events, wanted ${wanted.length}`,
  );
  ensure(
    differs < 0,
    `read(${after}) gave ${JSON.stringify(found[differs])}, wanted ${JSON.stringify(wanted[differs])}`,
  );
}

async function ensureRejects(code: string, what: string, act: () => Promise<unknown>): Promise<void> {
  let failure: unknown = 'nothing was thrown';
  try {
    await act();
  } catch (error) {
    failure = error;
  }
  ensure(ServeError.is(failure) && failure.code === code, `${what}: wanted ${code}, got ${String(failure)}`);
}
