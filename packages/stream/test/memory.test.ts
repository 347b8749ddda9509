import { describe, expect, it } from 'vitest';
import { type ByteSource, TableEncoder, TableReader } from '../src/index.ts';

const ROWS = Number(process.env['GRAPH_MEMORY_ROWS'] ?? 300_000);
const MiB = 1 << 20;

/** A CSV text of any length that is never anywhere as a whole. */
const generated: ByteSource = {
  name: 'generated',
  async *open() {
    const encoder = new TextEncoder();
    yield encoder.encode('a,b,c,d,e,f,g,h,word,y\n');
    for (let row = 0; row < ROWS; ) {
      let text = '';
      for (const end = Math.min(ROWS, row + 500); row < end; row += 1) {
        const cells = Array.from({ length: 8 }, (_, column) => ((row * (column + 7)) % 9973) / 100);
        text += `${cells.join(',')},w${row % 5000},${row % 2}\n`;
      }
      yield encoder.encode(text);
    }
  },
};

describe(`${ROWS} rows`, () => {
  it('take no more memory than the first tenth of them', async () => {
    const reader = await TableReader.open(generated, { target: 'y' });
    const encoder = new TableEncoder(reader.schema);
    const batch = reader.createBatch(16);
    const encoded = encoder.createBatch(16, 0);
    let early = 0;
    let late = 0;
    for (;;) {
      batch.size = 0;
      if ((await reader.read(batch, 16)) === 0) break;
      encoder.encode(batch, encoded);
      encoder.learn(batch);
      if (reader.rows % 4096 >= 16) continue;
      const resident = process.memoryUsage().rss;
      if (reader.rows <= ROWS / 10) early = Math.max(early, resident);
      else late = Math.max(late, resident);
    }
    expect(reader.rows).toBe(ROWS);
    // The young generation of the heap may still grow to its full size; rows would be 300 bytes each.
    expect(late - early).toBeLessThan(48 * MiB);
  });
});
