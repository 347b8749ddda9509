import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { OnlineModel, type Row } from '@graph/online';
import { expect, it } from 'vitest';
import { toOnnx } from '../src/index.js';
import { agreement } from './agreement.ts';
import { RUNTIMES, WITHOUT_RUNTIME } from './onnx-runtime.ts';

const folder =
  process.env['GRAPH_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const file = `${folder}/elec.csv.gz`;
const hasData = existsSync(file);
const why = hasData ? WITHOUT_RUNTIME : ' (skipped: GRAPH_DATA_DIR has no elec.csv.gz)';

// A model of a whole real stream, and every row of it.
it.skipIf(!hasData || RUNTIMES.length === 0)(`agrees over the 45,312 rows of elec${why}`, async () => {
  const [header, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const names = header!.split(',');
  const rows = lines.map((line): Row => {
    const values = line.split(',');
    return Object.fromEntries(
      names.map((name, at) => [name, at < names.length - 1 ? Number(values[at]) : values[at]]),
    );
  });
  expect(rows).toHaveLength(45_312);
  const model = new OnlineModel({ target: names.at(-1)!, seed: 42, learner: 'network' });
  for (const row of rows.slice(0, 10_000)) model.learnOne(row);
  const state = model.state().model;
  const { worst, different } = await agreement(RUNTIMES.at(-1)!, toOnnx(state), state, rows);
  expect(different).toBe(0);
  expect(worst).toBeLessThan(1e-5);
  console.info(`worst difference of a probability: ${worst}`);
});
