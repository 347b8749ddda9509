// How well tables are predicted, each row before it is learned: one setting for all streams, beside one network, the best of the guesses that
// need no model, and the best figure that was found published.
//   node bench/streams.mjs [--seeds 1,2,3] [--only elec,weather] [--learner mixture,network] [--delay 48] [--rows 10000]
// Files are read from GRAPH_DATA_DIR, or ../shared/data beside the repository; a stream whose file is not there is skipped and named.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createSession, learningSettings, openTableStream, TABLE_DEFAULTS } from '@graph/online';
import { fileSources } from '@graph/stream/node';
import { GENERATED } from './generated-streams.mjs';

const DATA =
  process.env['GRAPH_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** File, target, columns left out, task, and what was published (source). */
const FILES = {
  phishing: { target: 'is_phishing', published: '.9135 (SRP, River)' },
  bananas: { target: 'label', published: '.8894 (AMF, River)' },
  'image-segments': { target: 'category', published: '.9017 (AMF, River)' },
  weather: { target: 'target' },
  elec: { target: 'class', published: '.922, 8 columns (ASML, samlb)' },
  smtp: { target: 'anomaly', published: 'F1 .735 (AMF, River)' },
  'chick-weights': { target: 'weight', published: '23.11 (bagging, River)' },
  'trump-approval': { target: 'five_thirty_eight', published: '.2685 (AMF, River)' },
  'airline-passengers': { target: 'passengers' },
  'solar-c': solar('c'),
  'solar-m': solar('m'),
  'solar-x': solar('x'),
};

function solar(letter) {
  const all = ['c', 'm', 'x'].map((each) => `${each}-class-flares`);
  const target = `${letter}-class-flares`;
  return { file: 'solar-flare', target, exclude: all.filter((each) => each !== target), task: 'regression' };
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string' },
    learner: { type: 'string', default: 'mixture,network' },
    delay: { type: 'string', default: '0' },
    rows: { type: 'string' },
  },
});
const seeds = values.seeds.split(',').map(Number);
const labelDelay = Number(values.delay);
const most = values.rows === undefined ? Number.POSITIVE_INFINITY : Number(values.rows);
const names = values.only?.split(',') ?? [...Object.keys(FILES), ...Object.keys(GENERATED)];

async function run(name, learner, seed) {
  const { file = name, target = 'y', exclude = [], task } = FILES[name] ?? {};
  const source =
    name in GENERATED
      ? { name, rows: () => GENERATED[name]() }
      : await fileSources([join(DATA, `${file}.csv.gz`)]);
  const learning = learningSettings({ learner, seed }, TABLE_DEFAULTS);
  const { batchSize, replay } = learning;
  const cpu = process.cpuUsage();
  const options = { target, exclude, ...(task === undefined ? {} : { task }) };
  const stream = await openTableStream(source, options, { batchSize, replay, onDrift: 'adapt', labelDelay });
  const session = createSession(stream, learning);
  while (!session.ended && session.examples < most) {
    await session.fill(Number.POSITIVE_INFINITY);
    if (session.isStepDue) session.step();
    session.consolidateIfDue();
  }
  session.finish();
  const { metrics } = stream.report();
  await stream.close();
  const { user, system } = process.cpuUsage(cpu);
  return { ...metrics, cpuSeconds: (user + system) / 1e6 };
}

/** Figures by name, and the best of what needs no model: for classes most accuracy and least log loss, for numbers least error. */
function figures(metrics) {
  if (metrics.task === 'regression')
    return {
      names: ['MAE', 'R²'],
      own: [metrics.mae, metrics.r2],
      guess: [Math.min(metrics.baselineMae ?? Infinity, metrics.lastValueMae ?? Infinity), 0],
      isSmall: [true, false],
    };
  return {
    names: ['accuracy', 'log loss'],
    own: [metrics.accuracy, metrics.logLoss],
    guess: [
      Math.max(metrics.baselineAccuracy, metrics.lastClassAccuracy),
      Math.min(metrics.baselineLogLoss ?? Infinity, metrics.lastClassLogLoss ?? Infinity),
    ],
    isSmall: [false, true],
  };
}

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const short = (value) =>
  value === undefined || !Number.isFinite(value) ? '–' : String(Number(value.toPrecision(4)));
const header = [
  'stream',
  'figures',
  ...values.learner.split(','),
  'best guess',
  'published',
  'CPU-s',
  'worse',
];
console.log(`| ${header.join(' | ')} |\n|${' --- |'.repeat(header.length)}`);
for (const name of names) {
  if (name in FILES && !existsSync(join(DATA, `${FILES[name].file ?? name}.csv.gz`))) {
    console.log(`| ${name} | skipped: no file in ${DATA} |`);
    continue;
  }
  const columns = [];
  const seconds = [];
  let shown;
  for (const learner of values.learner.split(',')) {
    const runs = [];
    for (const seed of seeds) runs.push(await run(name, learner, seed));
    const each = runs.map(figures);
    const own = each[0].own.map((_, at) => mean(each.map((figure) => figure.own[at])));
    columns.push(own);
    seconds.push(mean(runs.map(({ cpuSeconds }) => cpuSeconds)));
    shown ??= each[0];
  }
  // By how much, in %, the first learner is worse than the best guess; nothing where it is not worse.
  const worse = shown.own.map((_, at) => {
    const [ours, guess] = [columns[0][at], shown.guess[at]];
    const excess = shown.isSmall[at] ? ours / guess - 1 : guess === 0 ? -ours : 1 - ours / guess;
    return excess > 0 ? `${(100 * excess).toFixed(1)} %` : '';
  });
  const cells = [
    name,
    shown.names.join(', '),
    ...columns.map((own) => own.map(short).join(', ')),
    shown.guess.map(short).join(', '),
    FILES[name]?.published ?? '',
    seconds.map((each) => each.toFixed(1)).join(', '),
    worse.filter(Boolean).join(', '),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
