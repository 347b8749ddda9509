/**
 * Rows per CPU-second of each standard level, beside a generator that makes an object per example (the same levels, the
 * same split, plain arrays) and copies it into the batch afterwards. Both in one process, in turns, best of five.
 *
 *     pnpm bench
 */
import { Random } from '@graph/core';
import { Curriculum, standardLevels } from '../dist/index.js';
import { isHeldOut } from '../dist/is-held-out.js';

const ROWS = 100_000;
const BATCH = 16;

const columns = (level) => {
  const curriculum = new Curriculum({ seed: 42, startLevel: level, maxLevel: level });
  const batch = curriculum.createBatch(BATCH);
  return () => {
    batch.size = 0;
    curriculum.fill(batch, BATCH);
    curriculum.observe(0.1, BATCH);
  };
};

const objects = (level) => {
  const { generate, inputWidth, domain } = standardLevels[level - 1];
  const random = Random.fromSeed(42, 'naive');
  const batch = new Curriculum({ seed: 42 }).createBatch(BATCH);
  const example = () => {
    for (;;) {
      const row = { inputs: new Array(inputWidth).fill(0), targets: [0], domain, level };
      generate(random, row);
      if (!isHeldOut(new Uint32Array(Float32Array.from(row.inputs).buffer))) return row;
    }
  };
  return () => {
    const examples = Array.from({ length: BATCH }, example);
    examples.forEach((row, index) => {
      batch.inputs.data.set(row.inputs, index * inputWidth);
      batch.targets.data.set(row.targets, index);
      batch.levels[index] = row.level;
    });
  };
};

/** CPU-seconds of this process for ROWS rows. */
const seconds = (step) => {
  const before = process.cpuUsage();
  for (let rows = 0; rows < ROWS; rows += BATCH) step();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

const format = (value) => Math.round(value).toLocaleString('en').padStart(12);
console.log(
  `${'level'.padEnd(30)}${'columns'.padStart(12)}${'objects'.padStart(12)}   ratio   (rows per CPU-second)`,
);
for (const [index, { name }] of standardLevels.entries()) {
  const level = index + 1;
  const steps = [columns(level), objects(level)];
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 5; round += 1)
    for (const [side, step] of steps.entries()) best[side] = Math.min(best[side], seconds(step));
  const [own, naive] = best.map((value) => ROWS / value);
  console.log(
    `${`${level} ${name}`.padEnd(30)}${format(own)}${format(naive)}${(own / naive).toFixed(1).padStart(8)}`,
  );
}
