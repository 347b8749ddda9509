import { basename, join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const reports = process.env['GRAPH_TEST_REPORTS'];

/** How results are printed; where `GRAPH_TEST_REPORTS` names a folder, they are counted there too (see .ci/run). */
export const reporting: NonNullable<ViteUserConfig['test']> = reports
  ? {
      reporters: ['default', 'json'],
      outputFile: { json: join(reports, `${basename(process.cwd())}.json`) },
    }
  : {};

/**
 * What every package's vitest.config.ts starts from. The source condition lets the tests of one package read a
 * sibling's sources, so that no build stands between a change and its test.
 */
const shared: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@graph/source'] },
  ssr: { resolve: { conditions: ['@graph/source'] } },
  test: { include: ['test/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000, ...reporting },
});

export default shared;
