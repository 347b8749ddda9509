import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Model, type ModelState, OnlineModel, type Row } from '@graph/online';
import { describe, expect, it } from 'vitest';
import { toSafetensors } from '../src/index.js';
import { classes, everything, prices, type RowMaker, trained } from './models.ts';
import { PYTHON, pythonHas } from './python.ts';
import { readTensors } from './tensors.ts';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'python', 'predict_safetensors.py');

describe('toSafetensors', () => {
  it('names the arrays by layer, and says what belongs to what', () => {
    const { state } = trained({ target: 'y', network: { hidden: [7, 5] } }, everything, {
      train: 50,
      test: 0,
    });
    const { metadata, tensors } = readTensors(toSafetensors(state, { metadata: { run: 'one' } }));
    const width = JSON.parse(metadata['inputs']!).length;
    expect([...tensors].map(([name, { shape }]) => `${name} ${shape}`).sort()).toEqual([
      'hidden1.bias 7',
      `hidden1.weight 7,${width}`,
      'hidden2.bias 5',
      'hidden2.weight 5,7',
      'output.bias 1',
      'output.weight 1,5',
      `scaler.mean ${width}`,
      `scaler.scale ${width}`,
    ]);
    expect(JSON.parse(metadata['layers']!)).toEqual([
      { name: 'hidden1', activation: 'relu', sources: ['input'] },
      { name: 'hidden2', activation: 'relu', sources: ['hidden1'] },
      { name: 'output', activation: 'sigmoid', sources: ['hidden2'] },
    ]);
    expect(metadata).toMatchObject({
      task: 'binary',
      targets: '["y"]',
      classes: '[[false,true]]',
      run: 'one',
    });
    expect(metadata['digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('has means and deviations in the unit of the column', () => {
    const { state } = trained({ target: 'y' }, everything, { train: 400, test: 0 });
    const { metadata, tensors } = readTensors(toSafetensors(state));
    const at = JSON.parse(metadata['inputs']!).indexOf('large');
    expect(tensors.get('scaler.mean')!.data[at]).toBeCloseTo(1.7e12 + 5e8, -8);
    expect(tensors.get('scaler.scale')!.data[at]! / 1e9).toBeCloseTo(1 / Math.sqrt(12), 1);
  });

  it('refuses what is no model with a label', () => {
    expect(() => toSafetensors(new OnlineModel({ target: 'y' }).state().model)).toThrowError(
      expect.objectContaining({ name: 'ExportError', code: 'STATE' }),
    );
  });

  const hasNumPy = pythonHas('numpy');
  it.skipIf(!hasNumPy).each([
    ['yes or no', 'y', everything],
    ['classes', 'y', classes],
    ['numbers', 'price', prices],
  ] as const satisfies readonly (readonly [string, string, RowMaker])[])(
    `gives NumPy all that it needs to predict %s${hasNumPy ? '' : ` (skipped: ${PYTHON} has no numpy)`}`,
    (_, target, row) => {
      const { state, rows } = trained({ target }, row);
      const known = rows.map((each) => ({ ...each, word: isWord(each['word']) ? each['word'] : null }));
      const given = predicted(state, known);
      const model = Model.from(state);
      const scale = readTensors(toSafetensors(state)).tensors.get('target.scale')?.data[0] ?? 1;
      for (const [at, each] of known.entries()) {
        const { value, probability, probabilities } = model.predictOne(each);
        const wanted = probabilities === undefined ? [probability ?? value] : Object.values(probabilities);
        expect(given[at]).toHaveLength(wanted.length);
        for (const [index, number] of wanted.entries())
          expect(Math.abs(given[at]![index]! - (number as number)) / scale).toBeLessThan(1e-5);
      }
    },
  );
});

const isWord = (word: unknown): boolean => typeof word === 'string' && !/^(|nan|n\/a|none)$/i.test(word);

/** What the script in Python makes of rows. */
function predicted(state: ModelState, rows: readonly Row[]): readonly (readonly number[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
  try {
    const [file, table] = [join(folder, 'model.safetensors'), join(folder, 'rows.json')];
    writeFileSync(file, toSafetensors(state));
    const plain = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.getTime() : value]),
      ),
    );
    writeFileSync(table, JSON.stringify(plain));
    return JSON.parse(execFileSync(PYTHON, [SCRIPT, file, table], { encoding: 'utf8', maxBuffer: 1e8 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
