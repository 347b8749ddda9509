/**
 * What the command takes, all of it, start to end: rows per CPU-second and peak memory from a CSV file of 9 numeric columns
 * (predict, score, learn, rehearse, look for drift), of one network and of the mixture with no flag, beside csv-parse alone, which only
 * cuts the file into strings; trained examples per CPU-second of the built-in curriculum, with a memory of 10,000 and of 100,000, the best of
 * five runs, and what its checkpoints cost; and what it takes to start, beside an empty Node.
 *
 *   pnpm --filter train-online bench [--rows 600000] [--json]
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '600000' }, json: { type: 'boolean', default: false } },
});
const rows = Number(values.rows);
const folder = mkdtempSync(join(tmpdir(), 'train-online-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'rows.csv');
const command = join(import.meta.dirname, '../bin/run.js');

/** Rows on one side or the other of a curved surface, in pieces of a thousand. */
function* text() {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  yield 'a,b,c,d,e,f,g,h,i,side\n';
  for (let row = 0; row < rows; ) {
    const lines = [];
    for (const end = Math.min(rows, row + 1000); row < end; row += 1) {
      const cells = Array.from({ length: 9 }, next);
      const side = cells[0] + cells[1] * cells[2] > cells[3] ** 2 - 0.3 ? 1 : 0;
      lines.push(`${cells.map((cell) => cell.toFixed(5)).join(',')},${side}`);
    }
    yield `${lines.join('\n')}\n`;
  }
}

/** Runs Node and gives what it printed, with the CPU time and the peak memory of the whole process. */
function run(...args) {
  const report = join(folder, 'usage.json');
  const script = `import { writeFileSync } from 'node:fs';
    process.on('exit', () => writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));`;
  const hook = `data:text/javascript,${encodeURIComponent(script)}`;
  // One that is asked wrongly ends with 2, and takes time all the same.
  const { stdout: printed } = spawnSync(process.execPath, ['--import', hook, ...args], { encoding: 'utf8' });
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(report, 'utf8'));
  return { printed, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS >> 10 };
}

const train = (...flags) => run(command, ...flags, '-o', join(folder, 'run'), '--overwrite', '--json');
await pipeline(Readable.from(text()), createWriteStream(file));
const cut = run(join(import.meta.dirname, 'csv-parse-alone.mjs'), file);
const mixture = train('--data', file, '--target', 'side');
const table = train(
  ...['--data', file, '--target', 'side', '--learner', 'network'],
  ...['--batch-size', '32', '--replay-ratio', '0.5', '--updates-per-batch', '1'],
);
const CURRICULUM = ['--examples', '200000', '--examples-per-level', '28000'];
const curriculum = (...flags) => train(...CURRICULUM, ...flags);
const speed = ({ printed }) => JSON.parse(printed).trainedExamplesPerCpuSecond;
let small = 0;
let large = 0;
let saving = Number.POSITIVE_INFINITY;
let notSaving = Number.POSITIVE_INFINITY;
const starts = { node: ['-e', '0'], help: [command, '--help'], mistake: [command, '--examples', 'x'] };
const least = { node: Infinity, help: Infinity, mistake: Infinity, oneExample: Infinity };
// Turn about, the best of each: what else the machine does meets both.
for (let turn = 0; turn < 5; turn += 1) {
  const usual = curriculum();
  small = Math.max(small, speed(usual));
  saving = Math.min(saving, usual.cpuSeconds);
  large = Math.max(large, speed(curriculum('--replay-capacity', '100000')));
  notSaving = Math.min(notSaving, curriculum('--checkpoint-interval', '1000000').cpuSeconds);
  for (const [name, args] of Object.entries(starts))
    least[name] = Math.min(least[name], run(...args).cpuSeconds);
  least.oneExample = Math.min(least.oneExample, train('--examples', '1').cpuSeconds);
}
const startOf = (name) => Number((least[name] / least.node).toFixed(2));

const figures = {
  rows,
  rowsPerCpuSecond: Math.round(rows / table.cpuSeconds),
  mixtureRowsPerCpuSecond: Math.round(rows / mixture.cpuSeconds),
  mixtureAccuracy: JSON.parse(mixture.printed).metrics.accuracy,
  csvParseRowsPerCpuSecond: Math.round(rows / cut.cpuSeconds),
  accuracy: JSON.parse(table.printed).metrics.accuracy,
  peakMegabytes: table.peakMegabytes,
  trainedExamplesPerCpuSecond: Math.round(small),
  withTenTimesTheMemory: Number((large / small).toFixed(2)),
  checkpointsCostPercent: Number((100 * (saving / notSaving - 1)).toFixed(1)),
  emptyNodeCpuSeconds: least.node,
  helpTimesNode: startOf('help'),
  mistakeTimesNode: startOf('mistake'),
  oneExampleTimesNode: startOf('oneExample'),
  node: process.version,
  machine: cpus()[0].model,
};
if (values.json) console.log(JSON.stringify(figures));
else
  for (const [name, value] of Object.entries(figures))
    console.log(name.padEnd(28), value.toLocaleString('en'));
