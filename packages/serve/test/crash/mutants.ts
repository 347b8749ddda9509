import type { CheckpointStore } from '@graph/checkpoint';
import type { StateTree } from '@graph/core';
import type { EventLog, ServedEvent } from '../../src/index.js';
import type { Mutant } from './simulate.js';
import type { SimulatedLog } from './simulated-log.js';

/** A log that is another one but for what is given. */
function changed(log: SimulatedLog, changes: Partial<Pick<EventLog, 'append' | 'read'>>): EventLog {
  return {
    get first() {
      return log.first;
    },
    get last() {
      return log.last;
    },
    append: changes.append ?? ((events) => log.append(events)),
    read: changes.read ?? ((after) => log.read(after)),
    drop: (until) => log.drop(until),
    close: () => log.close(),
  };
}

async function* mapped(
  groups: AsyncIterable<readonly ServedEvent[]>,
  change: (event: ServedEvent) => ServedEvent,
): AsyncIterable<readonly ServedEvent[]> {
  for await (const events of groups) yield events.map(change);
}

/** Ways to be wrong, by what they do. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'answers before the commit': {
    log: (log) => {
      let last = log.last;
      let writing: Promise<void> = Promise.resolve();
      const eager = changed(log, {
        append: async (events) => {
          last = events.at(-1)!.sequence;
          writing = writing.then(() => log.append(events)).catch(() => undefined);
        },
        read: (after) => log.read(after),
      });
      return Object.defineProperty(eager, 'last', { get: () => last });
    },
  },
  'applies before it appends': { options: { durability: { everyMs: 1 } } },
  'lets rows expire by the clock of the replay': {
    log: (log, now) =>
      changed(log, { read: (after) => mapped(log.read(after), (event) => ({ ...event, at: now() })) }),
  },
  'learns the default label of a row that was dropped, in a replay': {
    log: (log) =>
      changed(log, {
        read: (after) =>
          mapped(log.read(after), (event) => (event.kind === 'drop' ? { ...event, kind: 'expiry' } : event)),
      }),
  },
  'stamps events with a time that may go back': {
    log: (log) =>
      changed(log, {
        append: (events) =>
          log.append(events.map((event) => ({ ...event, at: event.at - (event.sequence % 7) * 400 }))),
      }),
  },
  'goes on after a failed append as if it had happened': {
    log: (log) =>
      changed(log, {
        append: async (events) => {
          await log.append(events).catch((error: Error) => {
            if (!error.message.includes('ENOSPC')) throw error;
          });
        },
      }),
  },
  'loses the id of a row that is learned at once': {
    log: (log) =>
      changed(log, {
        append: (events) =>
          log.append(
            events.map((event) => {
              if (event.kind !== 'learn') return event;
              const { id: _, ...rest } = event;
              return rest;
            }),
          ),
      }),
  },
  'writes the last event of a group only': {
    log: (log) =>
      changed(log, {
        append: (events) =>
          log.append(
            events.map((event, at) => (at === events.length - 1 ? event : { ...event, ...NOTHING })),
          ),
      }),
  },
  'takes in the event of its checkpoint twice': {
    checkpoints: (store) => loading(store, (tree) => ({ ...tree, sequence: Number(tree['sequence']) - 1 })),
  },
  'passes over the event behind its checkpoint': {
    checkpoints: (store) => loading(store, (tree) => ({ ...tree, sequence: Number(tree['sequence']) + 1 })),
  },
  'forgets in its checkpoint which rows wait': {
    checkpoints: (store) => loading(store, (tree) => ({ ...tree, waiting: NONE })),
  },
};

const NOTHING = { kind: 'expiry' } as const;

const NONE = {
  ids: [],
  since: new Float64Array(),
  places: new Float64Array(),
  sums: new Uint32Array(),
  next: 0,
};

/** A store that gives other trees than it has. */
function loading(store: CheckpointStore, change: (tree: StateTree) => StateTree): CheckpointStore {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'load')
        return async (...which: Parameters<CheckpointStore['load']>) => {
          const loaded = await target.load(...which);
          return { ...loaded, tree: change(loaded.tree) };
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
