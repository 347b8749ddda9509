import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';

async function trained(columns: string, row: (at: number) => string): Promise<string> {
  const folder = scratch();
  const rows = Array.from({ length: 600 }, (_, at) => `${row(at)}\n`).join('');
  writeFileSync(join(folder, 'rows.csv'), `${columns}\n${rows}`);
  const flags = ['--data', 'rows.csv', '--target', 'y', '--learner', 'network', '--hidden', '4', '-o', 'run'];
  await cliJson(flags, folder);
  return folder;
}

describe('export', () => {
  it('writes each format, and replaces no file unasked', async () => {
    const folder = await trained('x,kind,y', (at) => `${at % 17},${at % 3 ? 'a' : 'b'},${at % 2}`);
    for (const format of ['onnx', 'safetensors', 'json']) {
      const { code, stdout, stderr } = await cli(['export', 'run', '--format', format], folder);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`model.${format}: the model of`);
    }
    const onnx = readFileSync(join(folder, 'model.onnx'));
    for (const name of ['kind', 'y [probability]', 'stateDigest']) expect(onnx.includes(name)).toBe(true);
    const tensors = readFileSync(join(folder, 'model.safetensors'));
    const header = JSON.parse(tensors.subarray(8, 8 + Number(tensors.readBigUInt64LE(0))).toString());
    expect(header['hidden1.weight'].shape[0]).toBe(4);
    const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    expect(model.targets[0].name).toBe('y');
    const { code, stderr } = await cli(['export', 'run'], folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--overwrite') });
    expect((await cli(['export', 'run', '--overwrite'], folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'model.onnx')).equals(onnx)).toBe(true);
  });

  it('says which column ONNX cannot express, and takes its words', async () => {
    const folder = await trained('x,said,y', (at) => `${at % 17},word ${at} and ${at % 7} more,${at % 2}`);
    const { code, stderr } = await cli(['export', 'run'], folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('said') });
    writeFileSync(join(folder, 'words.json'), '{"said":["word 1 and 1 more"]}');
    expect((await cli(['export', 'run', '--words', 'words.json'], folder)).stderr).toBe('');
    const raw = await cli(['export', 'run', '--raw', 'said', '-o', 'raw.onnx'], folder);
    expect(raw.stderr).toBe('');
    writeFileSync(join(folder, 'words.json'), '{"said":5}');
    expect((await cli(['export', 'run', '--words', 'words.json'], folder)).code).toBe(2);
  });

  it('refuses the curriculum, and what is no run', async () => {
    const folder = scratch();
    await cliJson(['--examples', '200', '-o', 'run'], folder);
    const { code, stderr } = await cli(['export', 'run'], folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--data') });
    expect((await cli(['export', 'nowhere'], folder)).code).toBe(2);
  });
});
