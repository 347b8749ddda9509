import { defineConfig } from 'vitest/config';
import { reporting } from '../../vitest.shared.ts';

// Not the shared configuration: oclif loads the built commands, so these tests run against dist like a user does.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...reporting,
    disableConsoleIntercept: true,
    // Most tests wait for a command that they started; and this suite is the last to end, alone on the machine.
    maxWorkers: '100%',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
