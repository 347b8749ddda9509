import { type RowSource, TableReader } from '@graph/stream';
import { expect, it } from 'vitest';
import { AnsweredRows } from '../src/rows/answered-rows.ts';
import { LearnedBatch } from '../src/table/learned-batch.ts';
import { ReaderFeed } from '../src/table/reader-feed.ts';
import { TableCodec } from '../src/table/table-codec.ts';

/** Numbers whose inputs tell their row, with a target that is wild in some. */
const rows = (wild: readonly number[]) =>
  Array.from({ length: 206 }, (_, at) => ({ x: at % 10, z: at, y: wild.includes(at) ? 1e20 : Math.sin(at) }));

async function learned(wild: readonly number[]) {
  const source: RowSource = { name: 'rows', rows: () => rows(wild) };
  const reader = await TableReader.open(source, { target: 'y' });
  const codec = new TableCodec(new ReaderFeed(reader, { labelDelay: 0 }));
  const due = new AnsweredRows(200, reader.rawWidth, 1);
  await reader.read(due.rows, 200);
  codec.update(due.rows);
  due.clear();
  await reader.read(due.rows, 6);
  const batch = new LearnedBatch(codec, due, 200);
  const { size, inputs, targets, raw } = batch.encode();
  const [width] = [inputs.shape[1]!];
  return {
    inputs: Array.from({ length: size }, (_, row) => [
      ...inputs.data.subarray(row * width, (row + 1) * width),
    ]),
    targets: [...targets.data.subarray(0, size)],
    remembered: raw.size,
  };
}

it('teaches each row that is left with its own inputs and target, wherever the wild ones stood', async () => {
  const whole = await learned([]);
  expect(whole.targets).toHaveLength(6);
  for (const wild of [[0], [1, 4], [5], [0, 1, 2], [0, 2, 3, 4]]) {
    const kept = [0, 1, 2, 3, 4, 5].filter((at) => !wild.includes(at));
    const left = await learned(wild.map((at) => at + 200));
    expect(left.inputs).toEqual(kept.map((at) => whole.inputs[at]));
    expect(left.targets).toEqual(kept.map((at) => whole.targets[at]));
    // All are remembered: they may prove usual.
    expect(left.remembered).toBe(6);
  }
});
