import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ContinualBench, runContinual } from '../dist/benching/run-continual.js';
import { UsageError } from '../dist/settings/usage-error.js';
import { cli } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Files in MNIST's format, of images of 4 × 4 pixels: bright where the label says. */
function writeImages(split: string, count: number): void {
  const head = (magic: number, ...sizes: number[]): Buffer => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length);
    for (const [at, value] of [magic, ...sizes].entries()) bytes.writeUInt32BE(value, 4 * at);
    return bytes;
  };
  const labels = Uint8Array.from({ length: count }, (_, at) => at % 10);
  const pixels = new Uint8Array(16 * count);
  for (const [at, label] of labels.entries()) pixels.fill(255, 16 * at + label, 16 * at + label + 3);
  writeFileSync(join(folder, `${split}-images-idx3-ubyte`), Buffer.concat([head(2051, count, 4, 4), pixels]));
  writeFileSync(join(folder, `${split}-labels-idx1-ubyte`), Buffer.concat([head(2049, count), labels]));
}
writeImages('train', 200);
writeImages('t10k', 50);

const notes: string[] = [];
const bench = (given: Partial<ContinualBench> = {}): ContinualBench => ({
  dataDir: folder,
  streams: 'seq-mnist',
  methods: 'fine-tuning,er',
  seeds: 1,
  cells: join(folder, 'cells'),
  note: (line) => notes.push(line),
  ...given,
});

describe('bench continual', () => {
  it('prints the rows that it is asked for, and keeps their cells', () => {
    const { rows, text } = runContinual(bench());
    expect(rows.map(({ method, memory, published }) => [method, memory, published])).toEqual([
      ['fine-tuning', 0, 19.6],
      ['er', 200, 80.43],
      ['er', 500, 86.12],
    ]);
    expect(text).toMatch(/^### seq-mnist, class-incremental\n/);
    expect(notes.length).toBe(3);
    expect(notes[1]).toMatch(/^2\/3 seq-mnist er 200 seed 1: \d+\.\d\d % \(\d+\.\d s\)$/);
    notes.length = 0;
    const again = runContinual(bench({ seeds: 2 }));
    expect(notes.map((line) => line.endsWith('(kept)'))).toEqual([true, false, true, false, true, false]);
    expect(again.rows[1]).toMatchObject({ seeds: 2, verdict: 'unknown' });
    expect(again.rows[1]!.accuracy.error).not.toBeNull();
  });

  it.each([
    [{ dataDir: undefined }, /^--data-dir names the folder with MNIST: .*train-images-idx3-ubyte\.gz/],
    [{ dataDir: join(tmpdir(), 'nowhere') }, /nowhere has no file of train images: get MNIST/],
    [{ streams: 'seq-mnst' }, /--stream seq-mnst is none of .* Did you mean "?seq-mnist/],
    [{ methods: 'er,derr' }, /--method derr is none of/],
    [{ streams: 'rot-mnist', methods: 'lwf' }, /no row of lwf in rot-mnist/],
  ])('asked for %j says what is wrong', (given, message) => {
    expect(() => runContinual(bench(given))).toThrow(message);
    try {
      runContinual(bench(given));
    } catch (error) {
      expect(UsageError.is(error)).toBe(true);
    }
  });

  it('is a verb', async () => {
    const { code, stdout, stderr } = await cli(
      ['bench', 'continual', '--json', '--seeds', '1', '--stream', 'seq-mnist', '--method', 'er'],
      folder,
      { env: { GRAPH_DATA_DIR: folder } },
    );
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, rows: [{ memory: 200 }, { memory: 500 }] });
  });
});
