import { describe, expect, it } from 'vitest';
import { ServeError } from '../src/index.js';
import { MUTANTS } from './crash/mutants.js';
import { Broken, simulate } from './crash/simulate.js';

const SEEDS = Number(process.env['GRAPH_SEEDS'] ?? 20);

describe('a process that dies at any moment', () => {
  it(`keeps every label that it acknowledged, and learns none twice (${SEEDS} lives)`, async () => {
    let crashes = 0;
    let failures = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const counts = await simulate(seed).catch((error: Error) => {
        throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
      });
      crashes += counts.crashes;
      failures += counts.failures;
    }
    expect(crashes).toBeGreaterThan(SEEDS / 2);
    expect(failures).toBeGreaterThan(SEEDS / 4);
  });

  it.each(Object.keys(MUTANTS))('is noticed where it %s', async (name) => {
    let noticed = 0;
    for (let seed = 1; seed <= SEEDS && noticed === 0; seed += 1)
      await simulate(seed, MUTANTS[name]).catch((error: unknown) => {
        // Anything else would be a fault of the simulation.
        if (!(error instanceof Broken) && !ServeError.is(error)) throw error;
        noticed = seed;
      });
    expect(noticed).toBeGreaterThan(0);
  });
});
