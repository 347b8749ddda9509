import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * What every package's vitest.config.ts starts from. The source condition lets the tests of one package read a
 * sibling's sources, so that no build stands between a change and its test.
 */
const shared: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@graph/source'] },
  ssr: { resolve: { conditions: ['@graph/source'] } },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});

export default shared;
