// A worker of small OnlineModels: events a CPU-second and what its parts cost, what it costs to wake a key, and memory by key.
//   node --expose-gc bench/worker.bench.mjs [--keys 1000] [--events 20] [--store memory|pglite]
import { parseArgs } from 'node:util';
import { OnlineModel } from '@graph/online';
import {
  appendEvents,
  MemoryEventLog,
  MemoryStateTable,
  onlineModels,
  packState,
  treeToBytes,
  unpackState,
  Worker,
  writeOnlineEvent,
} from '../dist/index.js';
import { PostgresEventLog, PostgresStateTable } from '../dist/postgres/index.js';

const { values: flags } = parseArgs({
  options: {
    keys: { type: 'string', default: '1000' },
    events: { type: 'string', default: '20' },
    store: { type: 'string', default: 'memory' },
  },
});
const keys = Number(flags.keys);
const events = Number(flags.events);
const options = {
  target: 'y',
  learner: 'network',
  network: { hidden: [16] },
  replay: { capacity: 256 },
};
const factory = onlineModels(options);
const rowAt = (at) => ({
  hour: at % 24,
  load: (at * 37) % 101,
  kind: ['a', 'b', 'c'][at % 3],
  y: (at % 24) * 10,
});

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
/** CPU-microseconds of one call, and how often it was done. */
async function measure(name, count, work) {
  const before = cpu();
  for (let at = 0; at < count; at += 1) await work(at);
  console.log(`${name.padEnd(56)} ${((cpu() - before) / count).toFixed(1).padStart(10)} µs`);
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

console.log(`${keys} keys, ${events} events each, store: ${flags.store}`);
const warm = new OnlineModel(options);
for (let at = 0; at < 300; at += 1) warm.learnOne(rowAt(at));
const body = writeOnlineEvent({ kind: 'learn', row: rowAt(7) });
const state = treeToBytes(warm.state());
const packed = packState(factory.layout, { position: 1, quarantined: false, state });
const decoder = new TextDecoder();
const learner = factory.restore('k', state);
await measure('JSON of an event, read', 20_000, () => JSON.parse(decoder.decode(body)));
await measure('learning from a row, the model alone', 500, (at) => warm.learnOne(rowAt(at)));
await measure('learning from an event, with JSON and the answer', 500, () => learner.apply(body));
await measure('state of a key, as bytes', 200, () => learner.state());
await measure('packing it, with SHA-256', 200, () =>
  packState(factory.layout, { position: 1, quarantined: false, state }),
);
await measure('waking a key: unpacking', 200, () => unpackState(factory.layout, packed));
await measure('waking a key: OnlineModel.from', 100, () => factory.restore('k', state));
await measure('making a new key', 100, () => factory.create('k'));
console.log(`${'state of a key'.padEnd(56)} ${(packed.length / 1000).toFixed(1).padStart(10)} kB`);

const [log, table] = await stores();
const all = Array.from({ length: events }, (_, round) =>
  Array.from({ length: keys }, (_, key) => ({
    key: `k${key}`,
    body: writeOnlineEvent({ kind: 'learn', row: rowAt(round * 7 + key) }),
  })),
).flat();
const appending = cpu();
for (let at = 0; at < all.length; at += 2000) await appendEvents(log, all.slice(at, at + 2000));
console.log(
  `${'appending an event'.padEnd(56)} ${((cpu() - appending) / all.length).toFixed(1).padStart(10)} µs`,
);
const before = bytesInUse();
const worker = new Worker({ owner: 'bench', log, table, factory, capacity: keys });
const began = cpu();
while ((await worker.step()).events > 0);
const spent = cpu() - began;
console.log(
  `${'worker: events a CPU-second'.padEnd(56)} ${Math.round((all.length / spent) * 1e6)
    .toString()
    .padStart(10)}`,
);
console.log(
  `${'worker: an event, in batches of 500 by partition'.padEnd(56)} ${(spent / all.length).toFixed(1).padStart(10)} µs`,
);
const used = bytesInUse() - before;
console.log(
  `${`memory by key, ${keys} live (in memory: their states too)`.padEnd(56)} ${(used / keys / 1000).toFixed(1).padStart(10)} kB`,
);
