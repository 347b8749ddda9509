import { defineConfig } from 'vitest/config';
import { reporting } from '../../vitest.shared.ts';

// Not the shared configuration: oclif loads the built commands, so these tests run against dist like a user does.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...reporting,
    disableConsoleIntercept: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
