/**
 * Delay, false alarms and F1 of the drift detectors on streams with known change points, beside a dummy that alarms
 * every k rows, and their speed. Run: `pnpm bench`.
 */
import { Adwin, Ddm, Kswin, PageHinkley } from '../dist/index.js';
import { driftStreams } from './drift-streams.mjs';
import { scoreAlarms } from './score-alarms.mjs';

const SEEDS = [1, 2, 3, 4, 5];

class Dummy {
  #rows = 0;
  update() {
    this.#rows += 1;
    return this.#rows % 1000 === 0;
  }
}

const detectors = {
  'dummy, every 1000': () => new Dummy(),
  'ADWIN δ .002': () => new Adwin(),
  DDM: () => new Ddm(),
  'Page-Hinkley λ 50': () => new PageHinkley(),
  'Page-Hinkley both': () => new PageHinkley({ direction: 'both' }),
  'KSWIN α .005': (seed) => new Kswin({ seed }),
  'KSWIN α .0001': (seed) => new Kswin({ seed, alpha: 0.0001 }),
};

const streams = SEEDS.map((seed) => driftStreams(seed));
console.log(`mean of ${SEEDS.length} seeds`);
for (let kind = 0; kind < streams[0].length; kind += 1) {
  const { name, changes, tolerance, values } = streams[0][kind];
  console.log(`\n${name}: ${changes.length} changes in ${values.length} rows, found within ${tolerance}`);
  console.log('                        found   delay   false alarms/10k   F1    M rows/CPU-s');
  for (const [label, make] of Object.entries(detectors)) {
    let rows = 0;
    const before = process.cpuUsage();
    const alarms = streams.map((all, index) => {
      const detector = make(SEEDS[index]);
      const at = [];
      all[kind].values.forEach((value, row) => {
        if (detector.update(value)) at.push(row);
      });
      rows += all[kind].values.length;
      return at;
    });
    const { user, system } = process.cpuUsage(before);
    const scores = alarms.map((at) => scoreAlarms(at, changes, tolerance));
    const mean = (of) => scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
    const delays = scores.filter((score) => score.meanDelay !== null);
    const delay = delays.reduce((sum, score) => sum + score.meanDelay, 0) / delays.length;
    console.log(
      [
        `  ${label.padEnd(20)}`,
        `${mean((score) => score.found).toFixed(1)}/${changes.length}`.padStart(7),
        (delays.length === 0 ? '-' : delay.toFixed(0)).padStart(7),
        ((mean((score) => score.falseAlarms) * 10000) / values.length).toFixed(2).padStart(18),
        (changes.length === 0 ? '-' : mean((score) => score.f1).toFixed(2)).padStart(6),
        (rows / (user + system)).toFixed(1).padStart(13),
      ].join(''),
    );
  }
}
