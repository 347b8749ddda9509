import type { TableReader } from '../src/index.ts';

/** Reads what is left of a table in steps of `step` rows, as plain arrays. */
export async function readAll(
  reader: TableReader,
  step = 16,
): Promise<{ inputs: number[][]; truths: number[]; lines: number[]; domains: number[] }> {
  const batch = reader.createBatch(step);
  const all = {
    inputs: [] as number[][],
    truths: [] as number[],
    lines: [] as number[],
    domains: [] as number[],
  };
  const width = reader.rawWidth;
  const targets = reader.schema.targets.length;
  for (;;) {
    batch.size = 0;
    const count = await reader.read(batch, step);
    if (count === 0) return all;
    for (let row = 0; row < count; row += 1) {
      all.inputs.push([...batch.inputs.data.subarray(row * width, (row + 1) * width)]);
      all.truths.push(...batch.truths.subarray(row * targets, (row + 1) * targets));
      all.lines.push(batch.lines[row]!);
      all.domains.push(batch.domains[row]!);
    }
  }
}
