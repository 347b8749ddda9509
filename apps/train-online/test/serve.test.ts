import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';
import { serve } from './serving.js';

const SMALL = ['--hidden', '4', '--batch-size', '4'];
const features = (at: number) => ({ amount: (at * 37) % 101, country: ['DE', 'NO', 'FR'][at % 3] });
const label = (at: number): boolean => (at * 37) % 101 > 60;

describe('train-online serve', () => {
  it('learns while it answers, stops, goes on, is replayed, challenged, promoted and rolled back', async () => {
    const folder = scratch();
    const first = await serve(['--target', 'fraud', ...SMALL], folder);
    expect((await first.ask('/v1/predict', { id: 'order-17', features: features(1) })).json).toMatchObject({
      id: 'order-17',
      value: null,
    });
    const list = Array.from({ length: 60 }, (_, at) => ({ features: features(at), label: label(at) }));
    await first.ask('/v1/batch', list);
    const { json: report } = await first.ask('/v1/model');
    expect(report).toMatchObject({ version: 60, pending: 1, target: 'fraud' });
    // The server goes on while its past is read.
    expect(await cliJson(['replay', 'checkpoints/serve'], folder)).toMatchObject({ digest: report.digest });
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.stderr()).toContain('go on with train-online serve --store checkpoints/serve');

    const challenger = ['replay', 'checkpoints/serve', '--to', 'challenger', '--hidden', '8'];
    expect(await cliJson(challenger, folder)).toMatchObject({ rows: 60 });
    const second = await serve(['--shadow', 'challenger'], folder);
    expect((await second.ask('/v1/learn', { id: 'order-17', label: true })).json.status).toBe('learned');
    await second.ask('/v1/batch', list);
    const { json: compared } = await second.ask('/v1/model');
    expect(compared.challenger).toMatchObject({ compared: { rows: 61, standardError: expect.any(Number) } });
    expect((await second.ask('/v1/promote', {})).status).toBe(200);
    const { json: promoted } = await second.ask('/v1/model');
    expect(promoted.challenger).toBeNull();
    expect(await second.end('SIGINT')).toBe(0);
    expect(await cliJson(['replay', 'checkpoints/serve'], folder)).toMatchObject({ digest: promoted.digest });

    const back = await cliJson(['rollback', 'checkpoints/serve', '--to', String(report.sequence)], folder);
    expect(back).toMatchObject({ digest: report.digest, rows: 60 });
    expect(await cliJson(['replay', 'checkpoints/serve'], folder)).toMatchObject({ digest: report.digest });
  });

  it('begins with a run of train-online', async () => {
    const folder = scratch();
    const rows = Array.from(
      { length: 200 },
      (_, at) => `${features(at).amount},${features(at).country},${label(at)}`,
    );
    writeFileSync(join(folder, 'rows.csv'), `amount,country,fraud\n${rows.join('\n')}\n`);
    await cliJson(['--data', 'rows.csv', '--target', 'fraud', ...SMALL], folder);
    const served = await serve(['--from', 'latest'], folder);
    const { json: answer } = await served.ask('/v1/predict', { features: features(7) });
    expect(answer).toMatchObject({ version: 200, value: expect.anything() });
    await served.ask('/v1/learn', { features: features(7), label: label(7) });
    const { json: report } = await served.ask('/v1/model');
    expect(report.version).toBe(201);
    expect(await served.end('SIGTERM')).toBe(0);
    expect(await cliJson(['replay', 'checkpoints/serve'], folder)).toMatchObject({ digest: report.digest });
  });

  it('takes what a crash has cut off the log for what it is', async () => {
    const folder = scratch();
    const first = await serve(['--target', 'fraud', ...SMALL], folder);
    for (let at = 0; at < 5; at += 1)
      await first.ask('/v1/learn', { features: features(at), label: label(at) });
    const { json: before } = await first.ask('/v1/model');
    await first.end('SIGKILL');
    const events = join(folder, 'checkpoints/serve/events');
    appendFileSync(join(events, readdirSync(events).sort().at(-1)!), '1234abcd [{"sequence":7,"at":17');
    const second = await serve([], folder);
    expect((await second.ask('/v1/model')).json.digest).toBe(before.digest);
    await second.ask('/v1/learn', { features: features(9), label: true });
    const { json: after } = await second.ask('/v1/model');
    await second.end('SIGTERM');
    expect(await cliJson(['replay', 'checkpoints/serve'], folder)).toMatchObject({ digest: after.digest });
  });

  it('wants its token from everybody, and answers slow and broken clients', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'token.txt'), 'secret-token-17\n');
    const target = 'fra\u001b[2Jud\u009b31m\u202e';
    const served = await serve(['--target', target, '--token-file', 'token.txt', ...SMALL], folder);
    expect((await served.ask('/v1/model')).status).toBe(401);
    const authorization = 'Bearer secret-token-17';
    expect((await served.ask('/v1/model', undefined, { authorization })).status).toBe(200);
    const large = { features: { x: 'y'.repeat(2_000_000) } };
    expect((await served.ask('/v1/predict', large, { authorization })).status).toBe(413);
    expect((await served.ask('/v1/learn', '\u001b[31m{', { authorization })).status).toBe(400);
    const escapes = { id: '\u001b[2J\u009b31m', features: { a: 1 } };
    const { json: answer } = await served.ask('/v1/predict', escapes, { authorization });
    expect(answer['id']).toBe(escapes.id);
    expect(served.stderr()).toContain('fra\\u001b[2Jud\\x9b31m');
    for (const odd of ['\u001b', '\u009b', '\u202e']) expect(served.stderr()).not.toContain(odd);
    expect(await served.end('SIGTERM')).toBe(0);
  });

  it.each([
    [['serve'], /--target COLUMN is missing/],
    [['serve', '--target', 'y', '--host', '0.0.0.0'], /--token-file FILE is needed/],
    [['serve', '--target', 'y', '--port', '99999'], /--port is 99999, wanted a whole number from 0 to 65535/],
    [['serve', '--target', 'y', '--label-wait', 'long'], /--label-wait is long, wanted a time such as 24h/],
    [['serve', '--target', 'y', '--durability', 'never'], /--durability is never, wanted fsync/],
    [['serve', '--target', 'y', '--lr', 'x'], /--lr is x/],
    [['serve', '--targt', 'y'], /Did you mean --target/],
    [['serve', '--from', 'nowhere'], /nowhere is not there/],
    [['replay', 'nowhere'], /nowhere holds no events/],
    [['rollback', 'nowhere', '--to', '3'], /nowhere holds no events/],
  ])('%j exits 2 with one useful line', async (args, message) => {
    const { code, stderr } = await cli(args, scratch());
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
