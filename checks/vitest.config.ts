import { defineConfig } from 'vitest/config';
import { reporting } from '../vitest.shared.ts';

/** Sources of the packages, so that no build stands between a change and its check. */
const sources = {
  resolve: { conditions: ['@graph/source'] },
  ssr: { resolve: { conditions: ['@graph/source'] } },
};

export default defineConfig({
  test: {
    ...reporting,
    projects: [
      {
        ...sources,
        test: {
          name: 'structure',
          include: ['{examples,structure}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // Each runtime starts, loads a bundle and trains.
      {
        test: {
          name: 'runtimes',
          include: ['runtimes/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      // Packing, installing and compiling take seconds each, not milliseconds.
      {
        test: {
          name: 'packages',
          include: ['packages/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
