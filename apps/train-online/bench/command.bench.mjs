/**
 * What the command takes, all of it, start to end: rows per CPU-second and peak memory from a CSV file of 9 numeric columns
 * (predict, score, learn, rehearse, look for drift), beside csv-parse alone, which only cuts the file into strings; and
 * trained examples per CPU-second of the built-in curriculum, with a memory of 10,000 and of 100,000, the best of five runs.
 *
 *   pnpm --filter train-online bench [--rows 600000] [--json]
 */
import { execFileSync } from 'node:child_process';
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
  const printed = execFileSync(process.execPath, ['--import', hook, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(report, 'utf8'));
  return { printed, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS >> 10 };
}

const train = (...flags) => run(command, ...flags, '-o', join(folder, 'run'), '--overwrite', '--json');
await pipeline(Readable.from(text()), createWriteStream(file));
const cut = run(join(import.meta.dirname, 'csv-parse-alone.mjs'), file);
const table = train(
  ...['--data', file, '--target', 'side'],
  ...['--batch-size', '32', '--replay-ratio', '0.5', '--updates-per-batch', '1'],
);
const curriculum = (capacity) => {
  const flags = ['--examples', '200000', '--examples-per-level', '28000', '--replay-capacity', capacity];
  const { printed } = train(...flags);
  return JSON.parse(printed).trainedExamplesPerCpuSecond;
};
let small = 0;
let large = 0;
// Turn about, the best of each: what else the machine does meets both.
for (let turn = 0; turn < 5; turn += 1) {
  small = Math.max(small, curriculum('10000'));
  large = Math.max(large, curriculum('100000'));
}

const figures = {
  rows,
  rowsPerCpuSecond: Math.round(rows / table.cpuSeconds),
  csvParseRowsPerCpuSecond: Math.round(rows / cut.cpuSeconds),
  accuracy: JSON.parse(table.printed).metrics.accuracy,
  peakMegabytes: table.peakMegabytes,
  trainedExamplesPerCpuSecond: Math.round(small),
  withTenTimesTheMemory: Number((large / small).toFixed(2)),
  node: process.version,
  machine: cpus()[0].model,
};
if (values.json) console.log(JSON.stringify(figures));
else
  for (const [name, value] of Object.entries(figures))
    console.log(name.padEnd(28), value.toLocaleString('en'));
