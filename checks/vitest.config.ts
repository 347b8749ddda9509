import { defineConfig } from 'vitest/config';
import { reporting } from '../vitest.shared.ts';

export default defineConfig({
  test: {
    ...reporting,
    projects: [
      { test: { name: 'structure', include: ['structure/**/*.test.ts'] } },
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
