import { hostname } from 'node:os';
import { grouped, short } from '../terminal/format.js';
import { table } from '../terminal/table.js';
import { listenForStop, type StopSignals } from '../training/stop-signals.js';
import { type KeyScore, keyScores } from './key-scores.js';
import { type GroupPlace, type KeyedGroup, withGroup } from './keyed-group.js';
import { openKeyedStore } from './keyed-store.js';
import { appendRows, type ProduceOptions } from './run-produce.js';
import { runWorker } from './run-worker.js';

/** Keys of which the table has a line; `--json` has all. */
const SHOWN_KEYS = 20;

/** What a worker is told. */
export type WorkerSettings = {
  readonly batch: number | undefined;
  readonly capacity: number | undefined;
  readonly leaseMs: number;
};

/** What the one command has done. */
export type KeyedResult = {
  readonly rows: number;
  readonly added: number;
  /** Events that were committed by this call. */
  readonly events: number;
  readonly keys: readonly KeyScore[];
  /** Keys that have been set aside. */
  readonly setAside: number;
  readonly exitCode: number;
  readonly text: string;
};

/** Appends a table to the log, works until nothing is left, and shows the keys. @throws UsageError */
export async function runKeyed(options: ProduceOptions, worker: WorkerSettings): Promise<KeyedResult> {
  const stop = listenForStop((name) => say(`${name}: ending after this step`));
  const store = await openKeyedStore(options.store, true);
  try {
    const { group, produced } = await appendRows(store, options, stop);
    say(`${grouped(produced.rows)} rows read, ${grouped(produced.added)} of them new in the log`);
    const events = await work(group, worker, stop, true);
    const keys: KeyScore[] = [];
    for await (const key of keyScores(group)) keys.push(key);
    keys.sort((left, right) => right.rows - left.rows || (left.key < right.key ? -1 : 1));
    const refused = keys.reduce((sum, key) => sum + key.refused, 0);
    if (refused > 0)
      say(
        `${grouped(refused)} rows were not learned: their label is none that the group knows. A new --group looks at all rows for its classes.`,
      );
    const setAside = keys.filter(({ isSetAside }) => isSetAside).length;
    const { rows, added } = produced;
    const result = { rows, added, events, keys, setAside, exitCode: stop.exitCode() };
    return { ...result, text: render(result) };
  } finally {
    await store.close();
    stop.close();
  }
}

/** Works for a group until told to stop. @throws UsageError */
export async function runKeyedWorker(
  place: GroupPlace,
  worker: WorkerSettings & { readonly untilEmpty: boolean },
): Promise<{ readonly events: number; readonly exitCode: number }> {
  const stop = listenForStop((name) => say(`${name}: committing this step, and giving the partitions back`));
  try {
    return await withGroup(place, async (group) => {
      say(
        `working for the group ${place.group}: ${group.log.partitions} partitions, key ${group.settings.key}`,
      );
      const events = await work(group, worker, stop, worker.untilEmpty);
      say(`${grouped(events)} events committed`);
      return { events, exitCode: stop.exitCode() };
    });
  } finally {
    stop.close();
  }
}

async function work(
  { store, log, table: states, factory }: KeyedGroup,
  { batch, capacity, leaseMs }: WorkerSettings,
  stop: StopSignals,
  untilEmpty: boolean,
): Promise<number> {
  // What a process held that was killed is free at once where no other can be there.
  if (store.isAlone)
    for (const state of await states.status())
      if (state.isHeld) await states.release({ ...state, positionHash: '' });
  let said = 0;
  return runWorker(
    {
      owner: `${hostname()}-${process.pid}`,
      ...{ log, table: states, factory, leaseMs },
      ...(batch === undefined ? {} : { batch }),
      ...(capacity === undefined ? {} : { capacity }),
    },
    {
      untilEmpty,
      stop,
      say,
      progress: (events) => {
        if (events < 2 * said || events < 1000) return;
        said = events;
        say(`${grouped(events)} events committed`);
      },
    },
  );
}

function render({ events, keys, setAside }: Pick<KeyedResult, 'events' | 'keys' | 'setAside'>): string {
  const shown = keys.slice(0, SHOWN_KEYS);
  const guesses = Object.keys(keys[0]?.guesses ?? {});
  return [
    `${grouped(events)} events learned from now`,
    ...table([
      ['key', 'events', keys[0]?.metric ?? 'score', ...guesses, 'set aside'],
      ...shown.map((one) => [
        one.key,
        grouped(one.rows),
        short(one.score),
        ...guesses.map((name) => short(one.guesses[name])),
        one.isSetAside ? 'yes' : '',
      ]),
      ...(keys.length > shown.length ? [[`and ${grouped(keys.length - shown.length)} more`]] : []),
      [
        `${grouped(keys.length)} keys`,
        grouped(keys.reduce((sum, { rows }) => sum + rows, 0)),
        short(meanOf(keys, ({ score }) => score)),
        ...guesses.map((name) => short(meanOf(keys, (one) => one.guesses[name] ?? null))),
        setAside === 0 ? 'none' : grouped(setAside),
      ],
    ]),
  ].join('\n');
}

/** The mean over all rows of a figure of each key. */
function meanOf(keys: readonly KeyScore[], of: (key: KeyScore) => number | null): number | null {
  let [sum, rows] = [0, 0];
  for (const key of keys) {
    const value = of(key);
    if (value === null) continue;
    sum += value * key.rows;
    rows += key.rows;
  }
  return rows === 0 ? null : sum / rows;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
