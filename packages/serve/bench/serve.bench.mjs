// What serving costs beside an echo of the same host in the same run, and beside the model alone. CPU is that of the server's process.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { OnlineModel } from '@graph/online';
import { createResponder, FileEventLog, ServedModel } from '../dist/index.js';
import { listen } from './host.mjs';

const run = promisify(execFile);
const CLIENT = fileURLToPath(new URL('./client.mjs', import.meta.url));
/** Requests of each kind; a batch counts as 20. */
const REQUESTS = Number(process.env.GRAPH_BENCH_REQUESTS ?? 4000);
/** Seconds at half of the saturating load. */
const SECONDS = 3;
const CONNECTIONS = 32;
const OPTIONS = {
  target: 'y',
  network: { hidden: [32, 32] },
  updatesPerBatch: 1,
  replay: { capacity: 4096 },
};

const row = (at) =>
  Object.fromEntries(
    Array.from({ length: 9 }, (_, column) => [`x${column}`, ((at * 31 + column * 17) % 101) / 10]),
  );
const labelled = (at) => ({ features: row(at), label: (at * 31) % 101 > 50 });
const many = (make) => Array.from({ length: 997 }, (_, at) => JSON.stringify(make(at)));

function cpu(since) {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

async function load(port, path, bodies, options = {}) {
  const { connections = CONNECTIONS, ...rest } = options;
  const before = process.cpuUsage();
  const order = JSON.stringify({ port, connections, path, bodies, ...rest });
  const client = run(process.execPath, [CLIENT]);
  client.child.stdin.end(order);
  const { stdout } = await client;
  const result = JSON.parse(stdout);
  return { ...result, each: cpu(before) / result.count, perSecond: result.count / result.took };
}

/** CPU of the model itself, a row. */
function alone() {
  const model = new OnlineModel(OPTIONS);
  for (let at = 0; at < 2000; at += 1) model.learnOne({ ...row(at), y: labelled(at).label });
  let before = process.cpuUsage();
  for (let at = 0; at < 3000; at += 1) model.learnOne({ ...row(at), y: labelled(at).label });
  const learn = cpu(before) / 3000;
  before = process.cpuUsage();
  for (let at = 0; at < 20_000; at += 1) model.predictOne(row(at));
  return { learn, predict: cpu(before) / 20_000 };
}

const folder = mkdtempSync(join(tmpdir(), 'serve-bench-'));
const fileSystem = new NodeFileSystem({ thread: 'main' });
const log = await FileEventLog.open({ fileSystem, folder: join(folder, 'events') });
const model = await ServedModel.open({ model: OPTIONS, log, now: Date.now });
const served = await listen(createResponder({ model, now: Date.now }));
const echo = await listen('echo');

const own = alone();
const batches = many((at) => Array.from({ length: 100 }, (_, place) => labelled(at + place))).slice(0, 50);
const loads = {
  echo: () => load(echo.port, '/v1/learn', many(labelled), { count: REQUESTS }),
  predict: () =>
    load(
      served.port,
      '/v1/predict',
      many((at) => ({ features: row(at) })),
      { count: REQUESTS },
    ),
  learn: () => load(served.port, '/v1/learn', many(labelled), { count: REQUESTS }),
  batch: () => load(served.port, '/v1/batch', batches, { connections: 4, count: REQUESTS / 20 }),
};
const figures = {};
// The first round is for the engine to compile what is measured in the second.
for (let round = 0; round < 2; round += 1)
  for (const [name, measure] of Object.entries(loads)) figures[name] = await measure();
// Other processes make everything slower, the model too: it is measured before and after.
const after = alone();
own.learn = (own.learn + after.learn) / 2;
own.predict = (own.predict + after.predict) / 2;

// One flush, as the log makes it.
const alone2 = await FileEventLog.open({ fileSystem, folder: join(folder, 'flush') });
const times = [];
for (let at = 1; at <= 50; at += 1) {
  const begun = performance.now();
  await alone2.append([{ sequence: at, at: 0, kind: 'learn', features: row(at), label: true }]);
  times.push(performance.now() - begun);
}
const flush = times.sort((left, right) => left - right)[25];
const half = await load(served.port, '/v1/learn', many(labelled), {
  seconds: SECONDS,
  perSecond: figures.learn.perSecond / 2,
});

const { echo: base, predict, learn, batch } = figures;
const line = (name, value, wanted) => console.log(`${name.padEnd(58)} ${value.padStart(12)}   ${wanted}`);
const us = (value) => `${value.toFixed(1)} µs`;
const times1 = (value) => `${value.toFixed(2)} ×`;
line('the model alone, learn one row', us(own.learn), '');
line('the model alone, predict one row', us(own.predict), '');
line('echo, CPU a request', us(base.each), `${base.perSecond.toFixed(0)} a second`);
line('predict, CPU a request', us(predict.each), `${predict.perSecond.toFixed(0)} a second`);
line('predict and learn, durable, CPU a request', us(learn.each), `${learn.perSecond.toFixed(0)} a second`);
line(
  'a batch of 100 durable, CPU a row',
  us(batch.each / 100),
  `${(batch.perSecond * 100).toFixed(0)} a second`,
);
line('predict less the model, to echo', times1((predict.each - own.predict) / base.each), 'wanted ≤ 2');
line('predict and learn less the model, to echo', times1((learn.each - own.learn) / base.each), 'wanted ≤ 4');
line('rows in batches of 100, to the model alone', times1(batch.each / 100 / own.learn), 'wanted ≤ 1.5');
line('one flush, median', `${flush.toFixed(2)} ms`, '');
line('p99 at half the saturating load, in flushes', times1(half.p99 / flush), 'wanted ≤ 4');

served.close();
echo.close();
await model.close();
rmSync(folder, { recursive: true });
