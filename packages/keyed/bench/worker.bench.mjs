// A worker of many small learners: events a CPU-second and what its parts cost, what it costs to wake a key, and memory by key.
//   node --expose-gc bench/worker.bench.mjs [--learner bank|online] [--keys 1000] [--events 20] [--store memory|pglite] [--live 100000]
// --live N makes so many learners at once, and prints what each takes; 0 for none.
import { parseArgs } from 'node:util';
import {
  appendEvents,
  bankedModels,
  KeyedModels,
  MemoryEventLog,
  MemoryStateTable,
  onlineModels,
  packState,
  unpackState,
  Worker,
  writeOnlineEvent,
} from '../dist/index.js';
import { PostgresEventLog, PostgresStateTable } from '../dist/postgres/index.js';

const { values: flags } = parseArgs({
  options: {
    learner: { type: 'string', default: 'bank' },
    keys: { type: 'string', default: '1000' },
    events: { type: 'string', default: '20' },
    store: { type: 'string', default: 'memory' },
    live: { type: 'string', default: '0' },
  },
});
const [keys, events, live] = [flags.keys, flags.events, flags.live].map(Number);
const isBank = flags.learner === 'bank';
const number = (name) => ({ type: 'number', name, missing: false, origin: 0, scale: 1 });
const schema = {
  version: 1,
  columns: [
    number('hour'),
    number('load'),
    { type: 'category', name: 'kind', missing: false, slots: 3, buckets: 0 },
  ],
  targets: [{ name: 'y', task: 'regression', origin: 0, scale: 1 }],
  domainColumn: null,
  timeColumn: null,
};
const makeFactory = () =>
  isBank
    ? bankedModels({ schema })
    : onlineModels({ target: 'y', learner: 'network', network: { hidden: [16] }, replay: { capacity: 256 } });
const rowAt = (at) => ({
  hour: at % 24,
  load: (at * 37) % 101,
  kind: ['a', 'b', 'c'][at % 3],
  y: (at % 24) * 10,
});
const bodyAt = (at) => writeOnlineEvent({ kind: 'learn', row: rowAt(at) });

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const print = (name, value, unit) => console.log(`${name.padEnd(60)} ${value.padStart(10)} ${unit}`);
/** CPU-microseconds of one call, after half as many that are not counted. */
function measure(name, count, work, after) {
  let spent = 0;
  for (let at = -count / 2; at < count; at += 1) {
    const before = at < 0 ? 0 : cpu();
    for (let again = 0; again < 10; again += 1) work(at);
    if (at >= 0) spent += cpu() - before;
    after?.();
  }
  print(name, (spent / count / 10).toFixed(1), 'µs');
}
const bytesInUse = () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

async function stores() {
  if (flags.store === 'memory') return [new MemoryEventLog(8), new MemoryStateTable(8, () => Date.now())];
  const { PGlite } = await import('@electric-sql/pglite');
  const db = await PGlite.create();
  const settings = { query: (text, params) => db.query(text, [...params]), group: 'bench', partitions: 8 };
  return [await PostgresEventLog.open(settings), await PostgresStateTable.open(settings)];
}

function parts() {
  const factory = makeFactory();
  const learner = factory.create('k');
  for (let at = 0; at < 300; at += 1) learner.apply(bodyAt(at));
  const body = bodyAt(7);
  const state = learner.state();
  const packed = packState(factory.layout, { position: 1, quarantined: false, state });
  const decoder = new TextDecoder();
  const few = isBank ? 2000 : 20;
  const many = { position: 1, quarantined: false, state };
  measure('JSON of an event, read', 2000, () => JSON.parse(decoder.decode(body)));
  measure('learning from an event, with JSON and the answer', few, () => learner.apply(body));
  measure('state of a key, as bytes', few, () => learner.state());
  measure('packing it, with SHA-256', few, () => packState(factory.layout, many));
  measure('unpacking it', few, () => unpackState(factory.layout, packed));
  const made = [];
  const close = () => {
    for (const each of made.splice(0)) each.close?.();
  };
  measure('restoring the learner of a key', few, () => made.push(factory.restore('k', state)), close);
  measure('making that of a new key', few, () => made.push(factory.create('k')), close);
  print('state of a key', (packed.length / 1000).toFixed(1), 'kB');
}

/** Applies events to grown keys in turn, where all learners are live, or all but a tenth sleep. */
async function turns(capacity) {
  const factory = makeFactory();
  const grown = factory.create('k');
  for (let at = 0; at < 200; at += 1) grown.apply(bodyAt(at));
  const packed = packState(factory.layout, { position: 0, quarantined: false, state: grown.state() });
  const table = new Map();
  const load = async (wanted) => new Map(wanted.map((key) => [key, table.get(key) ?? packed]));
  const models = new KeyedModels({ factory, capacity, load });
  const names = Array.from({ length: keys }, (_, at) => `k${at}`);
  const batch = Math.min(keys, 500);
  const rounds = Math.min(events, 20);
  let [sequence, spent] = [0, 0];
  // The first round wakes all.
  for (let round = 0; round <= rounds; round += 1)
    for (let from = 0; from < keys; from += batch) {
      const some = names.slice(from, from + batch).map((key, at) => {
        sequence += 1;
        return { sequence, key, kind: 'event', body: bodyAt(round * 7 + from + at) };
      });
      const before = cpu();
      await models.apply(some);
      for (const [key, state] of models.changed()) table.set(key, state);
      models.committed();
      if (round > 0) spent += cpu() - before;
    }
  models.close();
  const what = capacity < keys ? `each sleeps in between` : 'all live';
  print(
    `${keys} grown keys in turn, ${what}: events a CPU-second`,
    Math.round(((keys * rounds) / spent) * 1e6).toLocaleString('en'),
    '',
  );
}

async function work() {
  const [log, table] = await stores();
  const all = Array.from({ length: events }, (_, round) =>
    Array.from({ length: keys }, (_, key) => ({ key: `k${key}`, body: bodyAt(round * 7 + key) })),
  ).flat();
  const appending = cpu();
  for (let at = 0; at < all.length; at += 2000) await appendEvents(log, all.slice(at, at + 2000));
  print('appending an event', ((cpu() - appending) / all.length).toFixed(1), 'µs');
  const before = bytesInUse();
  const worker = new Worker({ owner: 'bench', log, table, factory: makeFactory(), capacity: keys });
  const began = cpu();
  while ((await worker.step()).events > 0);
  const spent = cpu() - began;
  print(
    'worker: events of new keys a CPU-second',
    Math.round((all.length / spent) * 1e6).toLocaleString('en'),
    '',
  );
  print('worker: an event', (spent / all.length).toFixed(1), 'µs');
  print(
    `memory by key, ${keys} live (in memory: their states too)`,
    ((bytesInUse() - before) / keys / 1000).toFixed(1),
    'kB',
  );
}

function manyLive() {
  const factory = makeFactory();
  const grown = factory.create('k');
  for (let at = 0; at < 300; at += 1) grown.apply(bodyAt(at));
  const state = grown.state();
  const before = process.memoryUsage().rss;
  const learners = Array.from({ length: live }, (_, at) => factory.restore(`k${at}`, state));
  for (const learner of learners) learner.apply(bodyAt(7));
  const { rss } = process.memoryUsage();
  print(
    `${live} grown learners live: resident memory of each`,
    ((rss - before) / live / 1000).toFixed(1),
    'kB',
  );
  print('  of the process', (rss / 1e9).toFixed(2), 'GB');
}

console.log(`learner: ${flags.learner}, ${keys} keys, ${events} events each, store: ${flags.store}`);
parts();
if (flags.store === 'memory') {
  await turns(keys);
  await turns(Math.ceil(keys / 10));
}
await work();
if (live > 0) manyLive();
