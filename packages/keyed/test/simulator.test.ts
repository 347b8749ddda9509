import { expect, it, onTestFinished } from 'vitest';
import * as keyed from '../src/index.js';
import { loadMutant, MUTANTS } from './simulator/mutants.js';
import { Broken } from './simulator/oracle.js';
import { type Counts, simulate } from './simulator/simulate.js';

// One seed by hand: GRAPH_SIMULATIONS=1 GRAPH_SIMULATION_SEED=123 pnpm test simulator
const runs = Number(process.env['GRAPH_SIMULATIONS'] ?? 3000);
const firstSeed = Number(process.env['GRAPH_SIMULATION_SEED'] ?? 1);

// Thousands of errors are thrown on purpose; nobody reads where.
Error.stackTraceLimit = 0;

it(`ends in ${runs} worlds as if nothing had happened`, async () => {
  const sums: Partial<Counts> = {};
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1)
    try {
      for (const [name, count] of Object.entries(await simulate(seed, keyed)))
        sums[name as keyof Counts] = (sums[name as keyof Counts] ?? 0) + count;
    } catch (error) {
      throw new Error(
        `GRAPH_SIMULATIONS=1 GRAPH_SIMULATION_SEED=${seed} pnpm test simulator\n${(error as Error).message}`,
        { cause: error },
      );
    }
  console.log(
    `${runs} worlds: ${Object.entries(sums)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  );
  if (runs < 100) return;
  for (const count of Object.values(sums)) expect(count).toBeGreaterThan(0);
}, 3_600_000);

it.each(Object.entries(MUTANTS))('finds a worker or a table that %s', async (name, mutant) => {
  const { parts, remove } = await loadMutant(name, mutant);
  onTestFinished(remove);
  let found = 0;
  for (let seed = 1; seed <= 2000 && found === 0; seed += 1)
    await simulate(seed, parts).catch((error: unknown) => {
      if (!(error instanceof Broken) && (error as Error).message !== 'stuck') throw error;
      found = seed;
    });
  expect(found).toBeGreaterThan(0);
});
