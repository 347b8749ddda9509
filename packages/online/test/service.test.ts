import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckpointError } from '@graph/checkpoint';
import { afterEach, describe, expect, it } from 'vitest';
import { OnlineError, OnlineModel } from '../src/index.js';
import { openModel } from '../src/node/index.js';

const folders: string[] = [];
const scratch = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'online-')));
  return join(folders.at(-1)!, 'model');
};

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const row = (at: number) => ({ x: at % 7, y: at % 7 > 3 });

describe('openModel', () => {
  it('begins a model, and restores it bit for bit when it is opened again', async () => {
    const folder = scratch();
    const whole = new OnlineModel({ target: 'y', seed: 3 });
    for (let part = 0; part < 3; part += 1) {
      const { model, close } = await openModel(folder, { target: 'y', seed: 3 });
      expect(model.examples).toBe(20 * part);
      for (let at = 0; at < 20; at += 1) {
        model.learnOne(row(20 * part + at));
        whole.learnOne(row(20 * part + at));
      }
      expect(model.state()).toEqual(whole.state());
      await close();
    }
  });

  it('keeps what was saved when the process ends without a word', async () => {
    const folder = scratch();
    const first = await openModel(folder, { target: 'y' });
    for (let at = 0; at < 10; at += 1) first.model.learnOne(row(at));
    await first.save();
    for (let at = 10; at < 15; at += 1) first.model.learnOne(row(at));
    // The lock is released as the system does when a process dies; what came after the save is lost.
    rmSync(join(folder, 'LOCK'), { force: true });
    const second = await openModel(folder, { target: 'y' });
    expect(second.model.examples).toBe(10);
    await second.close();
  });

  it('refuses other options, and a folder that is open', async () => {
    const folder = scratch();
    const { model, close } = await openModel(folder, { target: 'y' });
    model.learnOne(row(1));
    await expect(openModel(folder, { target: 'y' })).rejects.toSatisfy(CheckpointError.is);
    await close();
    const other = openModel(folder, { target: 'y', batchSize: 64 });
    await expect(other).rejects.toThrow(/batchSize is 64, and the model in .* was made with its default/);
    await expect(other).rejects.toSatisfy(OnlineError.is);
    await (await openModel(folder, { target: 'y' })).close();
  });

  it('is the service of the README: it answers, learns, and survives a restart', () => {
    const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(text).toContain("await openModel('fraud-model', { target: 'fraud' })");
  });
});
