// Operations per CPU-second of a ReplayMemory, beside an ordinary implementation in the same run.
// Usage: pnpm --filter @graph/replay bench [--json] [--bytes 44,140,524] [--capacity 1e4,1e5,1e6] [--kernel javascript]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prioritized, ReplayMemory, uniform } from '../dist/index.js';
import { OrdinaryMemory } from './ordinary-memory.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    bytes: { type: 'string', default: '44,140,524' },
    capacity: { type: 'string', default: '1e4,1e5,1e6' },
    kernel: { type: 'string', default: 'auto' },
    resident: { type: 'string' },
  },
});
const list = (text) => text.split(',').map(Number);
const BATCH = 32;

/** cpprb on the machine of notes/replay-memory.md, rows of 140 bytes: operations per second by capacity. */
const CPPRB = {
  'add 1': { 1e4: 67.6e3, 1e5: 64.4e3, 1e6: 67.5e3 },
  'add 32': { 1e4: 2.03e6, 1e5: 1.79e6, 1e6: 2.04e6 },
  uniform: { 1e4: 79.8e3, 1e5: 61.7e3, 1e6: 55.4e3 },
  prioritized: { 1e4: 37.4e3, 1e5: 22.2e3, 1e6: 14.2e3 },
};
const GOAL = { 'add 1': 100, uniform: 8, prioritized: 8 };
/** One descent of the ordinary tree on that machine, in ns: how this machine compares with it. */
const DESCENT = { 1e4: 72, 1e5: 111, 1e6: 189 };

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** The best of several windows of CPU time: what else runs on the machine only ever takes away. */
function rate(operation, perCall = 1, windows = 6, seconds = 0.12) {
  let best = 0;
  for (let window = 0; window < windows; window += 1) {
    const start = cpu();
    let calls = 0;
    let spent = 0;
    while (spent < seconds) {
      for (let call = 0; call < 256; call += 1) operation();
      calls += 256;
      spent = cpu() - start;
    }
    best = Math.max(best, (calls * perCall) / spent);
  }
  return best;
}

const widthsOf = (bytes) => {
  const wide = (bytes / 4 - 3) / 2;
  return [wide, wide, 1, 1, 1];
};

const schemaOf = ([observation, next]) => ({
  observation: { dtype: 'float32', shape: [observation] },
  next: { dtype: 'float32', shape: [next] },
  action: { dtype: 'float32', shape: [] },
  reward: { dtype: 'float32', shape: [] },
  done: { dtype: 'float32', shape: [] },
});

function filled(bytes, capacity, strategy) {
  const schema = schemaOf(widthsOf(bytes));
  const memory = new ReplayMemory({ schema, capacity, seed: 1, strategy, kernel: flags.kernel });
  const rows = memory.createBatch(BATCH);
  rows.size = BATCH;
  rows.observation.data.forEach((_, at, data) => {
    data[at] = at % 251;
  });
  const priorities = new Float32Array(BATCH);
  for (let added = 0, at = 0; added < capacity; added += BATCH, at += 1) {
    for (let row = 0; row < BATCH; row += 1) priorities[row] = 0.01 + ((at * 37 + row * 11) % 97) / 97;
    memory.add(rows, { priorities });
  }
  return { memory, rows };
}

function ours(bytes, capacity) {
  const figures = {};
  for (const strategy of [uniform({ replacement: true }), prioritized()]) {
    const { memory, rows } = filled(bytes, capacity, strategy);
    const batch = memory.createBatch(BATCH);
    const losses = Float32Array.from({ length: BATCH }, (_, at) => 0.01 + (at % 7) / 7);
    if (strategy.kind === 'uniform') figures.uniform = rate(() => memory.sample(batch, BATCH));
    else {
      figures.prioritized = rate(() => {
        memory.sample(batch, BATCH);
        memory.updatePriorities(batch.ids, losses, BATCH);
      });
      const one = memory.createBatch(1);
      one.size = 1;
      figures['add 1'] = rate(() => memory.add(one));
      figures['add 32'] = rate(() => memory.add(rows), BATCH);
      figures.kernel = memory.kernel;
    }
  }
  return figures;
}

function ordinary(bytes, capacity) {
  const widths = widthsOf(bytes);
  const memory = new OrdinaryMemory(widths, capacity);
  const rows = widths.map((width) => Float32Array.from({ length: width * BATCH }, (_, at) => at % 251));
  const losses = Float32Array.from({ length: BATCH }, (_, at) => 0.01 + (at % 7) / 7);
  for (let added = 0; added < capacity; added += BATCH) memory.add(rows, BATCH);
  for (let slot = 0; slot < capacity; slot += 1) memory.setWeight(slot, 0.01 + ((slot * 37) % 97) / 97);
  const total = memory.tree[1];
  let sum = 0;
  const descents = rate(() => {
    sum += memory.find(Math.random() * total);
  });
  const figures = {
    'add 1': rate(() => memory.add(rows, 1)),
    'add 32': rate(() => memory.add(rows, BATCH), BATCH),
    uniform: rate(() => memory.sampleUniform(BATCH)),
    prioritized: rate(() => memory.update(memory.samplePrioritized(BATCH).slots, losses)),
  };
  return { ...figures, descentNs: 1e9 / descents, sum };
}

/** Bytes of resident memory per row, in a process of its own. */
function resident(bytes, capacity) {
  const args = [
    fileURLToPath(import.meta.url),
    '--resident',
    `${bytes},${capacity}`,
    '--kernel',
    flags.kernel,
  ];
  return Number(spawnSync(process.execPath, ['--expose-gc', ...args], { encoding: 'utf8' }).stdout);
}

if (flags.resident !== undefined) {
  const [bytes, capacity] = list(flags.resident);
  // Everything that does not depend on the capacity is there already.
  const small = filled(bytes, 1024, prioritized());
  small.memory.sample(small.rows, BATCH);
  globalThis.gc();
  const before = process.memoryUsage().rss;
  const { memory, rows } = filled(bytes, capacity, prioritized());
  for (let draw = 0; draw < 20_000; draw += 1) memory.sample(rows, BATCH);
  globalThis.gc();
  process.stdout.write(`${(process.memoryUsage().rss - before) / capacity}\n`);
} else {
  const results = [];
  const k = (value) => (value >= 1e6 ? `${(value / 1e6).toFixed(2)}M` : `${(value / 1e3).toFixed(1)}k`);
  const print = (line) => flags.json || process.stdout.write(`${line}\n`);
  for (const bytes of list(flags.bytes)) {
    for (const capacity of list(flags.capacity)) {
      const plain = ordinary(bytes, capacity);
      const figures = ours(bytes, capacity);
      const slower = plain.descentNs / DESCENT[capacity];
      const perRow = resident(bytes, capacity);
      results.push({
        bytes,
        capacity,
        ...figures,
        ordinary: plain,
        slowerThanNotes: slower,
        residentBytesPerRow: perRow,
      });
      print(
        `\nrows of ${bytes} bytes, capacity ${capacity}, kernel ${figures.kernel}; operations per CPU-second`,
      );
      print(
        `this machine: ${plain.descentNs.toFixed(0)} ns a descent of the ordinary tree, ${slower.toFixed(2)} × the notes' ${DESCENT[capacity]}`,
      );
      print('operation        graph  ordinary  ratio    cpprb*  × cpprb, scaled by this machine   goal');
      for (const operation of ['add 1', 'add 32', 'uniform', 'prioritized']) {
        const reference = CPPRB[operation][capacity];
        const scaled = (figures[operation] * slower) / reference;
        print(
          [
            operation.padEnd(12),
            k(figures[operation]).padStart(9),
            k(plain[operation]).padStart(9),
            `${(figures[operation] / plain[operation]).toFixed(1)}×`.padStart(6),
            k(reference).padStart(9),
            `${scaled.toFixed(1)} (unscaled ${(figures[operation] / reference).toFixed(1)})`.padStart(24),
            bytes === 140 && GOAL[operation] ? `${GOAL[operation]}`.padStart(12) : '',
          ].join(' '),
        );
      }
      const wanted = capacity === 1e6 && bytes === 140 ? `, goal ${(bytes * 1.05 + 7).toFixed(1)}` : '';
      print(`resident: ${perRow.toFixed(1)} bytes a row, the record alone ${bytes}${wanted}`);
    }
    const [low, high] = [1e4, 1e6].map((capacity) =>
      results.find((result) => result.bytes === bytes && result.capacity === capacity),
    );
    if (low && high)
      print(
        `at 1e6, of the speed at 1e4: uniform ${(high.uniform / low.uniform).toFixed(2)}, prioritized ${(high.prioritized / low.prioritized).toFixed(2)} (goal 0.40); ordinary ${(high.ordinary.uniform / low.ordinary.uniform).toFixed(2)}, ${(high.ordinary.prioritized / low.ordinary.prioritized).toFixed(2)}`,
      );
  }
  print('\nuniform: 32 rows with replacement; prioritized: 32 rows and 32 updates, alpha 0.6, beta 0.4.');
  print(
    '* measured on another machine, rows of 140 bytes. Scaled by how much slower the ordinary descent is here.',
  );
  if (flags.json) process.stdout.write(`${JSON.stringify({ batch: BATCH, results }, null, 2)}\n`);
}
