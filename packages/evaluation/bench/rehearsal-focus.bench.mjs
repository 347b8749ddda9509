/**
 * Accuracy or R², predicted before learned, of a small network with fixed memories and with one that `RehearsalFocus`
 * steers by the errors of new rows and by `PairedProbes`: on streams whose concept changes and on streams where it does
 * not; streams of several classes are left to the command's study. Composes the sibling packages as the command does;
 * nothing in `src` knows of them. Run: `pnpm study [updates per batch] [seeds] [first seed]`, after `pnpm build` at the root.
 */
import {
  adam,
  binaryCrossEntropy,
  createBatch,
  layered,
  meanSquaredError,
  Network,
  OnlineLearner,
} from '../../learner/dist/index.js';
import { mixed, ReplayMemory, recency, reservoir, uniform } from '../../replay/dist/index.js';
import { PairedProbes, PrequentialRegression, RehearsalFocus } from '../dist/index.js';
import { conceptStreams } from './concept-streams.mjs';

const updatesPerBatch = Number(process.argv[2] ?? 1);
const seeds = Array.from(
  { length: Number(process.argv[3] ?? 3) },
  (_, index) => Number(process.argv[4] ?? 1) + index,
);
const NEW_ROWS = 16;

const memories = {
  default: {},
  uniform: { strategy: uniform() },
  'reservoir 1k': { strategy: uniform(), capacity: 1000, eviction: reservoir() },
  'fifo 1000': { strategy: uniform(), capacity: 1000 },
  'fifo 300': { strategy: uniform(), capacity: 300 },
  'recency 1000': { strategy: recency({ halfLife: 1000 }) },
  'recency 300': { strategy: recency({ halfLife: 300 }) },
  'recency 100': { strategy: recency({ halfLife: 100 }) },
};

function run(
  { task, width, rows, inputs, targets },
  { capacity = 10000, steered = false, seed, ...memoryOptions },
) {
  const graph = layered({
    inputs: width,
    hidden: [32],
    outputs: 1,
    activation: 'relu',
    ...(task === 'binary' && { outputActivation: 'sigmoid' }),
  });
  const network = Network.create(graph, {
    loss: task === 'binary' ? binaryCrossEntropy() : meanSquaredError(),
    optimizer: adam({ learningRate: 0.005 }),
    seed,
  });
  const schema = {
    inputs: { dtype: 'float32', shape: [width] },
    targets: { dtype: 'float32', shape: [1] },
    domains: { dtype: 'uint16', shape: [] },
    levels: { dtype: 'uint8', shape: [] },
  };
  const memory = new ReplayMemory({ schema, capacity, seed, ...memoryOptions });
  const usual = memory.strategy;
  const learner = new OnlineLearner({ network, memory, batchSize: 32, replayRatio: 0.5, updatesPerBatch });
  const focus = steered ? new RehearsalFocus({ memoryRows: capacity }) : undefined;
  const probes = steered ? new PairedProbes({ width, longRows: capacity }) : undefined;
  const batch = createBatch(NEW_ROWS, width, 1);
  const regression = new PrequentialRegression();
  // Targets of a regression have about unit variance here.
  const errorOf = (target, prediction) =>
    task === 'binary'
      ? Number(prediction >= 0.5 !== (target === 1))
      : Math.min(1, Math.abs(target - prediction) / 2);
  let errors = 0;
  let steeredRows = 0;
  let set = '';
  for (let row = 0; row + NEW_ROWS <= rows; row += NEW_ROWS) {
    batch.size = NEW_ROWS;
    batch.inputs.data.set(inputs.subarray(row * width, (row + NEW_ROWS) * width));
    batch.targets.data.set(targets.subarray(row, row + NEW_ROWS));
    const { data } = learner.predict(batch.inputs);
    for (let at = 0; at < NEW_ROWS; at += 1) {
      const error = errorOf(targets[row + at], data[at]);
      errors += error;
      regression.update(targets[row + at], data[at]);
      const isSlow = probes?.update(batch.inputs.data, targets[row + at], data[at], at * width);
      if (focus?.update(error)) probes.restart();
      else if (isSlow) focus.outdate(probes.comparedRows);
    }
    if (focus !== undefined) {
      const { recentShare: share, halfLife } = focus;
      if (share > 0) steeredRows += NEW_ROWS;
      const wanted = share > 0 ? `${share} ${halfLife}` : '';
      // What is left of the share is drawn evenly: by priority it would go to the outdated rows, whose losses are largest.
      if (wanted !== set)
        memory.setStrategy(
          share === 0
            ? usual
            : share === 1
              ? recency({ halfLife })
              : mixed([
                  { share, strategy: recency({ halfLife }) },
                  { share: 1 - share, strategy: uniform() },
                ]),
        );
      set = wanted;
    }
    learner.learnBatch(batch);
  }
  return {
    score: 100 * (task === 'binary' ? 1 - errors / rows : regression.report().running.r2),
    steered: (100 * steeredRows) / rows,
    changes: focus?.changes,
  };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
console.log(
  `accuracy in % (or 100 R²), ${updatesPerBatch} update(s) per batch, mean of seeds ${seeds.join(' ')}, 20,000 rows`,
);
console.log(
  `${''.padEnd(30)}${Object.keys(memories)
    .map((name) => name.padStart(14))
    .join('')}${'focus'.padStart(9)}  − default  − best  changes  rows steered`,
);
for (const [name, make] of Object.entries(conceptStreams)) {
  const tables = seeds.map((seed) => make(seed));
  if (tables[0].task === 'classes') continue;
  const fixed = Object.values(memories).map((options) =>
    mean(tables.map((table, index) => run(table, { ...options, seed: seeds[index] }).score)),
  );
  const steered = tables.map((table, index) => run(table, { steered: true, seed: seeds[index] }));
  const score = mean(steered.map((result) => result.score));
  console.log(
    name.padEnd(30) +
      fixed.map((value) => value.toFixed(2).padStart(14)).join('') +
      score.toFixed(2).padStart(9) +
      (score - fixed[0]).toFixed(2).padStart(11) +
      (score - Math.max(...fixed)).toFixed(2).padStart(8) +
      mean(steered.map((result) => result.changes))
        .toFixed(1)
        .padStart(9) +
      `${mean(steered.map((result) => result.steered)).toFixed(0)} %`.padStart(14),
  );
}
