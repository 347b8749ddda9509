// Prints what the stages of .ci/run came to: node .ci/tally.mjs <folder with stages.tsv and the reports of vitest>.
// The last line is "N passed, N failed", and the exit code says the same.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];

/** The stages whose tests are counted one by one, with the workspaces that must have left a report. */
const counted = {
  tests: ['packages', 'apps', '.']
    .filter(existsSync)
    .flatMap((group) => readdirSync(group).filter((name) => /"test": /.test(manifestOf(join(group, name))))),
  packages: ['checks'],
  runtimes: ['checks'],
};

let passed = 0;
let failed = 0;
let skipped = 0;
const complaints = [];

for (const line of readFileSync(join(folder, 'stages.tsv'), 'utf8').trim().split('\n')) {
  const [name, code, seconds] = line.split('\t');
  const before = { passed, failed };
  for (const workspace of counted[name] ?? []) addReport(name, workspace);
  // A stage that fails is never counted as nothing: its tests may all have passed before something else broke.
  if (code !== '0' && failed === before.failed) failed += 1;
  if (code === '0' && counted[name] === undefined) passed += 1;
  const outcome = code === '0' ? 'ok' : `FAILED (exit ${code})`;
  complaints.push(
    `${name.padEnd(17)}${seconds.padStart(5)} s  ${String(passed - before.passed).padStart(5)} passed  ${failed - before.failed} failed  ${outcome}`,
  );
}

console.log(`\n${complaints.join('\n')}`);
if (skipped > 0) console.log(`${skipped} tests were skipped; their names say why`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function addReport(stage, workspace) {
  const path = join(folder, stage, `${workspace}.json`);
  if (!existsSync(path)) {
    complaints.push(`${workspace}: no test report`);
    failed += 1;
    return;
  }
  const report = JSON.parse(readFileSync(path, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults) {
    const broken = file.assertionResults.filter(({ status }) => status === 'failed');
    for (const test of broken) complaints.push(`${workspace}: ${test.fullName}`);
    // A file that could not even be loaded has no tests in it to fail.
    if (file.status === 'failed' && broken.length === 0) {
      complaints.push(`${workspace}: ${file.name} could not run`);
      failed += 1;
    }
  }
}

function manifestOf(path) {
  const file = join(path, 'package.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
