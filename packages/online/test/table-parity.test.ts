import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Random } from '@graph/core';
import type { RowSource, TableSchema } from '@graph/stream';
import { describe, expect, it } from 'vitest';
import {
  createSession,
  type LearnerName,
  type LearningSettings,
  learningSettings,
  OnlineModel,
  openTableStream,
  type Row,
  TABLE_DEFAULTS,
} from '../src/index.js';

/** What a session over the rows as a table says of them, and the schema that it inferred. */
async function asTable(rows: readonly Row[], target: string, learning: LearningSettings = TABLE_DEFAULTS) {
  const source: RowSource = { name: 'rows', rows: () => rows };
  const { batchSize, replay } = learning;
  const settings = { batchSize, replay, onDrift: 'adapt', labelDelay: 0 } as const;
  const stream = await openTableStream(source, { target }, settings);
  const session = createSession(stream, learning);
  while (!session.ended) {
    await session.fill(Number.POSITIVE_INFINITY);
    if (session.isStepDue) session.step();
    session.consolidateIfDue();
  }
  return { metrics: stream.report().metrics!, schema: stream.schema, session };
}

function asObjects(
  rows: readonly Row[],
  target: string,
  schema: TableSchema,
  learner: LearnerName,
): OnlineModel {
  const model = new OnlineModel({ target, schema, learner });
  for (const row of rows) model.learnOne(row);
  return model;
}

function generated(count: number): Row[] {
  const random = Random.fromSeed(1, 'parity');
  return Array.from({ length: count }, () => {
    const [a, b, word] = [random.float(), random.float() * 1000, ['x', 'y', 'z'][random.below(3)]];
    return {
      a,
      b: random.below(20) === 0 ? null : b,
      word,
      kind: a > 0.6 ? 'high' : word === 'x' ? 'x' : 'low',
    };
  });
}

/** The same rows learned one object at a time give the same figures as a table, and the same weights. */
async function expectParity(rows: readonly Row[], target: string, learner: LearnerName): Promise<void> {
  const learning = learningSettings({ learner }, TABLE_DEFAULTS);
  const { metrics, schema, session } = await asTable(rows, target, learning);
  const model = asObjects(rows, target, schema, learner);
  const { pending: _, expired: __, columns: ___, ...report } = model.report();
  const { columns: ____, ...expected } = metrics;
  expect(report).toEqual(expected);
  expect(model.state().model.network).toEqual(session.state().model.network);
}

const DATA =
  process.env['GRAPH_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const PHISHING = join(DATA, 'phishing.csv.gz');

describe('objects one at a time', () => {
  it('give the figures of the same rows as a table, to the last digit', async () => {
    await expectParity(generated(300), 'kind', 'network');
    // A mixture has the last labels among its inputs, and a table knows of classes before they are learned.
    await expectParity(
      generated(300).map(({ kind, ...row }) => ({ ...row, high: kind === 'high' })),
      'high',
      'mixture',
    );
  });

  describe.skipIf(!existsSync(PHISHING))('on phishing (where the data is)', () => {
    const [head, ...lines] = existsSync(PHISHING)
      ? gunzipSync(readFileSync(PHISHING)).toString().trim().split(/\r?\n/)
      : [''];
    const names = head!.split(',');
    const rows = lines.map((line) =>
      Object.fromEntries(line.split(',').map((cell, at) => [names[at], Number(cell)])),
    );

    it('give the figures of the table, to the last digit', async () => {
      await expectParity(rows, 'is_phishing', 'mixture');
    });

    it('are within .005 of its accuracy from the first row, without a schema, over four seeds', async () => {
      let difference = 0;
      for (const seed of [1, 2, 3, 4]) {
        const { metrics } = await asTable(rows, 'is_phishing', { ...TABLE_DEFAULTS, seed });
        const model = new OnlineModel({ target: 'is_phishing', seed });
        for (const row of rows) model.learnOne(row);
        difference += (model.report()['accuracy'] as number) - (metrics['accuracy'] as number);
      }
      expect(Math.abs(difference / 4)).toBeLessThan(0.005);
    });
  });
});
