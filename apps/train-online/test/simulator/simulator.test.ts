import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { type Command, loadCommand } from './command.js';
import { type Reference, reference, simulate } from './simulate.js';

// One seed by hand: GRAPH_SIMULATIONS=1 GRAPH_SIMULATION_SEED=123 pnpm test simulator
const usual = process.env['CI'] ? 600 : 300;
const runs = Number(process.env['GRAPH_SIMULATIONS'] ?? process.env['GRAPH_SEEDS'] ?? usual);
const firstSeed = Number(process.env['GRAPH_SIMULATION_SEED'] ?? 1);
const DIST = new URL('../../dist/', import.meta.url);

/** Simulates so many seeds, and says of the first that fails how to see it again. */
async function simulateAll(command: Command, from: number, count: number): Promise<Map<string, number>> {
  const ends = new Map<string, number>();
  let last: Reference | undefined;
  for (let seed = from; seed < from + count; seed += 1) {
    try {
      last = await reference(command, seed, last);
      for (const end of (await simulate(command, seed, last)).ends) ends.set(end, (ends.get(end) ?? 0) + 1);
    } catch (error) {
      throw new Error(
        `GRAPH_SIMULATIONS=1 GRAPH_SIMULATION_SEED=${seed} pnpm test simulator\n${(error as Error).message}`,
        { cause: error },
      );
    }
  }
  return ends;
}

it(`comes to the same state and the same figures in ${runs} runs, however they are disturbed`, async () => {
  const ends = await simulateAll(await loadCommand(DIST), firstSeed, runs);
  console.log(`${runs} runs: ${[...ends].map(([end, count]) => `${count} × ${end}`).join(', ')}`);
}, 3_600_000);

it.each([
  [
    'saves nothing at the end where no row came since the last save',
    'saving/run-saver.js',
    'if (this.#isNew || this.#saved?.isFinal !== true)',
    'if (this.#options.checkpoints.newestExamples !== this.#options.session.examples)',
  ],
  [
    'learns the last rows for the report, after the last save',
    'training/conduct-run.js',
    'return { report: await saver.finish(), failure };',
    `const saved = await saver.finish();
     session.finish();
     const report = trainingReport({ settings, session, clock: times, isFinal: true });
     return { report: { ...report, stateDigest: saved.stateDigest }, failure };`,
  ],
  [
    'throws away what was learned when the data breaks',
    'training/train.js',
    'return { failure };',
    'throw failure;',
  ],
  [
    'saves a state that cannot be read again',
    'training/run-checkpoints.js',
    'this.#newest = this.#store.save(tree,',
    'const waiting = tree.stream.waiting?.lines;\n this.#newest = this.#store.save(waiting?.length > 5 ? { ...tree, stream: { ...tree.stream, waiting: [...waiting] } } : tree,',
  ],
])(
  'finds a command that %s',
  async (_, file, code, mutant) => {
    const copy = new URL(`../../dist-mutant-${process.pid}/`, import.meta.url);
    rmSync(copy, { recursive: true, force: true });
    cpSync(DIST, copy, { recursive: true });
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
    const text = readFileSync(new URL(file, copy), 'utf8');
    expect(text).toContain(code);
    writeFileSync(new URL(file, copy), text.replace(code, mutant));
    // As many as there are at least, wherever the tests run.
    await expect(simulateAll(await loadCommand(copy), 1, 300)).rejects.toThrow(/GRAPH_SIMULATION_SEED=/);
  },
  600_000,
);
