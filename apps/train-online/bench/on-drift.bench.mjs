/**
 * Accuracy or R², predicted before learned, of one network (`--learner network`) with the defaults for `--data` beside the same command with
 * fixed memories, on the streams of `packages/evaluation`'s study. Each figure is a run of the real command over a CSV
 * file in a temporary folder, about 2 CPU-seconds. Run: `pnpm study [seeds] [first seed] [streams, a regular expression]`,
 * after `pnpm build` at the root.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conceptStreams } from '../../../packages/evaluation/bench/concept-streams.mjs';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const count = Number(process.argv[2] ?? 1);
const first = Number(process.argv[3] ?? 1);
const seeds = Array.from({ length: count }, (_, index) => first + index);
const chosen = new RegExp(process.argv[4] ?? '.');

const fixed = {
  default: [],
  'fifo 3000': ['--replay-capacity', '3000'],
  'fifo 1000': ['--replay-capacity', '1000'],
  'fifo 300': ['--replay-capacity', '300'],
  'fifo 150': ['--replay-capacity', '150'],
  // The half-life is a quarter of the capacity.
  'recency 10k': ['--replay-strategy', 'recency'],
  'recency 3000': ['--replay-strategy', 'recency', '--replay-capacity', '3000'],
  'recency 1000': ['--replay-strategy', 'recency', '--replay-capacity', '1000'],
  'recency 300': ['--replay-strategy', 'recency', '--replay-capacity', '300'],
};

function toCsv({ task, width, rows, inputs, targets }) {
  // Names, for numbers of which there are few would be taken for quantities.
  const label = (target) => (task === 'classes' ? `c${target}` : target);
  const lines = [[...Array.from({ length: width }, (_, index) => `x${index}`), 'y'].join(',')];
  for (let row = 0; row < rows; row += 1)
    lines.push([...inputs.subarray(row * width, (row + 1) * width), label(targets[row])].join(','));
  return `${lines.join('\n')}\n`;
}

function run(folder, seed, flags) {
  const table = ['--data', 'stream.csv', '--target', 'y', '--learner', 'network'];
  const args = [...table, '--seed', String(seed), ...flags];
  const stdout = execFileSync(process.execPath, [BIN, ...args, '-o', 'run', '--overwrite', '--json'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { metrics } = JSON.parse(stdout);
  return { score: 100 * (metrics.accuracy ?? metrics.r2), drifts: metrics.drifts?.found };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
console.log(`accuracy in % (or 100 R²) of the command, mean of seeds ${seeds.join(' ')}, 20,000 rows`);
console.log(
  `${''.padEnd(30)}${Object.keys(fixed)
    .map((name) => name.padStart(13))
    .join('')}${'adapt'.padStart(9)}  − ignore  − best  drifts`,
);
const folder = mkdtempSync(join(tmpdir(), 'on-drift-'));
try {
  for (const [name, make] of Object.entries(conceptStreams)) {
    if (!chosen.test(name)) continue;
    const results = seeds.map((seed) => {
      writeFileSync(join(folder, 'stream.csv'), toCsv(make(seed)));
      return {
        fixed: Object.values(fixed).map(
          (flags) => run(folder, seed, [...flags, '--on-drift', 'ignore']).score,
        ),
        adaptive: run(folder, seed, []),
      };
    });
    const scores = Object.keys(fixed).map((_, index) => mean(results.map((result) => result.fixed[index])));
    const score = mean(results.map(({ adaptive }) => adaptive.score));
    console.log(
      name.padEnd(30) +
        scores.map((value) => value.toFixed(2).padStart(13)).join('') +
        score.toFixed(2).padStart(9) +
        (score - scores[0]).toFixed(2).padStart(10) +
        (score - Math.max(...scores)).toFixed(2).padStart(8) +
        mean(results.map(({ adaptive }) => adaptive.drifts))
          .toFixed(1)
          .padStart(8),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
