/**
 * Rows per CPU-second of the prequential evaluations, all metrics and baselines, running, windowed and fading, beside
 * the least that anyone would count by hand (rows that are right). Run: `pnpm bench`.
 */
import { PrequentialClassification, PrequentialRegression } from '../dist/index.js';

const rows = 4_000_000;
const columns = 1024;
const targets = Int32Array.from({ length: columns }, (_, row) => (row * 7 + (row >> 3)) % 2);
const classes = Int32Array.from({ length: columns }, (_, row) => (row * 13 + (row >> 2)) % 7);
const scores = Float32Array.from({ length: columns }, (_, row) => ((row * 37) % 101) / 101);
const many = Float32Array.from({ length: columns * 7 }, (_, cell) => ((cell * 31) % 97) / 340);

function time(name, run) {
  run();
  const before = process.cpuUsage();
  const kept = run();
  const { user, system } = process.cpuUsage(before);
  const perSecond = rows / ((user + system) / 1e6);
  console.log(
    `${name.padEnd(44)} ${(perSecond / 1e6).toFixed(2)} M rows per CPU-second`,
    kept === 0 ? '' : '',
  );
  return perSecond;
}

time('by hand: rows that are right', () => {
  let right = 0;
  for (let row = 0; row < rows; row += 1) {
    const at = row % columns;
    if (scores[at] >= 0.5 === (targets[at] === 1)) right += 1;
  }
  return right;
});
time('classification, 2 classes, probabilities', () => {
  const evaluation = new PrequentialClassification();
  for (let row = 0; row < rows; row += columns) evaluation.updateBatch(targets, scores, columns, 1);
  return evaluation.rows;
});
time('classification, 7 classes, probabilities', () => {
  const evaluation = new PrequentialClassification();
  for (let row = 0; row < rows; row += columns) evaluation.updateBatch(classes, many, columns, 7);
  return evaluation.rows;
});
time('classification, 7 classes, no probabilities', () => {
  const evaluation = new PrequentialClassification();
  for (let row = 0; row < rows; row += 1) evaluation.update(classes[row % columns], row % 7);
  return evaluation.rows;
});
time('regression', () => {
  const evaluation = new PrequentialRegression();
  for (let row = 0; row < rows; row += columns) evaluation.updateBatch(classes, scores, columns);
  return evaluation.rows;
});
