// How well the keys of streams are predicted, each row before it is learned, the mean over all rows but the first of each key: a bank, a bank that
// works harder, and a network for each key as `train-online keyed --learner network` makes it, beside the best guess that needs no model.
//   node bench/streams.bench.mjs [--rows 4000] [--only elec,bananas] [--learner bank,hard,network]
// Files are read from GRAPH_DATA_DIR, or ../shared/data beside the repository; a stream whose file is not there is skipped and named.
import { parseArgs } from 'node:util';
import { adam } from '@graph/learner';
import { TableReader } from '@graph/stream';
import { bankedModels, onlineModels, readOnlineAnswer, writeOnlineEvent } from '../dist/index.js';
import { STREAMS } from './keyed-streams.mjs';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '4000' },
    only: { type: 'string' },
    learner: { type: 'string', default: 'bank,hard,network' },
  },
});

const LEARNERS = {
  bank: (options) => bankedModels(options),
  hard: (options) =>
    bankedModels({ ...options, batchSize: 32, updatesPerBatch: 2, replay: { capacity: 256 } }),
  network: ({ schema }) =>
    onlineModels({
      target: schema.targets[0].name,
      schema,
      learner: 'network',
      network: { hidden: [16] },
      replay: { capacity: 256 },
      optimizer: adam({ learningRate: 0.01 }),
    }),
};

/** What is summed up over rows: of numbers absolute errors, of classes hits and log loss. */
const errorsOf = (answer, truth) => [Math.abs(answer - truth)];
const lossOf = (probability) => -Math.log(Math.max(1e-15, probability));
function hitsOf({ value, probability, probabilities }, truth) {
  const yes = truth === true || truth === 1;
  const given =
    probabilities === undefined ? (yes ? probability : 1 - probability) : (probabilities[truth] ?? 0);
  return [String(value) === String(truth) ? 1 : 0, lossOf(given)];
}

/** Figures of the guesses: of numbers the mean and the last one; of classes the most frequent and the last, and their shares. */
function guesses(key, truth, isNumber) {
  if (isNumber) return [errorsOf(key.sum / key.count, truth), errorsOf(key.last, truth)];
  const counts = [...key.counts];
  const most = counts.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
  const share = ((key.counts.get(truth) ?? 0) + 1) / (key.count + Math.max(2, key.classes));
  return [
    [most === truth ? 1 : 0, lossOf(share)],
    [key.last === truth ? 1 : 0, Number.POSITIVE_INFINITY],
  ];
}

function run(factory, { target, exclude }, rows, isNumber) {
  const keys = new Map();
  const sums = [];
  let scored = 0;
  const cpu = process.cpuUsage();
  const classes = new Set(rows.map((row) => row[target])).size;
  for (const { key: name, ...row } of rows) {
    for (const column of exclude) delete row[column];
    const fresh = { learner: undefined, count: 0, sum: 0, counts: new Map(), classes, last: undefined };
    const key = keys.get(name) ?? fresh;
    keys.set(name, key);
    key.learner ??= factory.create(name);
    const { prediction } = readOnlineAnswer(key.learner.apply(writeOnlineEvent({ kind: 'learn', row })));
    const truth = row[target];
    if (key.count > 0) {
      const own = isNumber ? errorsOf(prediction.value, truth) : hitsOf(prediction, truth);
      for (const [at, each] of [own, ...guesses(key, truth, isNumber)].entries())
        sums[at] = each.map((value, place) => (sums[at]?.[place] ?? 0) + value);
      scored += 1;
    }
    key.count += 1;
    key.sum += Number(truth);
    key.counts.set(truth, (key.counts.get(truth) ?? 0) + 1);
    key.last = truth;
  }
  const { user, system } = process.cpuUsage(cpu);
  const [own, ...others] = sums.map((sum) => sum.map((each) => each / scored));
  const best = own.map((_, at) =>
    isNumber || at === 1
      ? Math.min(...others.map((each) => each[at]))
      : Math.max(...others.map((each) => each[at])),
  );
  return { own, best, micros: (user + system) / rows.length };
}

const names = flags.learner.split(',');
const shown = (figures) => figures.map((each) => String(Number(each.toPrecision(3)))).join(' / ');
const header = ['stream, keys', ...names, 'best guess', 'CPU-µs an event'];
console.log(`| ${header.join(' | ')} |\n|${' --- |'.repeat(header.length)}`);
for (const stream of STREAMS) {
  if (flags.only !== undefined && !flags.only.split(',').some((name) => stream.name.startsWith(name)))
    continue;
  const rows = stream.rows()?.slice(0, Number(flags.rows));
  if (rows === undefined) {
    console.log(`| ${stream.name} | skipped: its file is not there |`);
    continue;
  }
  const exclude = [...stream.exclude, 'key'];
  const reader = await TableReader.open(
    { name: stream.name, rows: () => rows },
    { target: stream.target, exclude },
  );
  const { schema } = reader;
  await reader.close();
  const { task } = schema.targets[0];
  const classes = [...new Set(rows.map((row) => String(row[stream.target])))];
  const options = { schema, ...(task === 'class' ? { classes } : {}) };
  const runs = names.map((name) => run(LEARNERS[name](options), stream, rows, task === 'regression'));
  const cells = [...runs.map(({ own }) => shown(own)), shown(runs[0].best)];
  console.log(
    `| ${stream.name} | ${cells.join(' | ')} | ${runs.map(({ micros }) => micros.toFixed(0)).join(', ')} |`,
  );
}
