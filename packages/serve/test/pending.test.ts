import { MemoryFileSystem } from '@graph/checkpoint';
import { OnlineModel, type OnlineModelOptions } from '@graph/online';
import { describe, expect, it } from 'vitest';
import { createHandler, MemoryEventLog, restoreAt, ServedModel } from '../src/index.js';
import { Clock, checkpointStore, isFraud, opened, replayed, row, SMALL } from './served.js';

async function served(options: Parameters<typeof opened>[0] = {}) {
  const all = await opened(options);
  const handle = createHandler({ model: all.served, now: all.clock.now });
  const ask = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await handle(new Request(`http://localhost${path}`, init));
    return { status: response.status, json: JSON.parse(await response.text()) };
  };
  return { ...all, ask };
}

describe('an id', () => {
  it('says what became of it: it waits, has its label, has expired, or nobody knows it', async () => {
    const { served: model, ask, clock } = await served({ labelWaitMs: 1000 });
    const { time } = clock;
    await ask('POST', '/v1/predict', { id: 'a/ü?', features: row(1) });
    const path = `/v1/pending/${encodeURIComponent('a/ü?')}`;
    const waiting = { id: 'a/ü?', status: 'waiting', since: time, until: time + 1000 };
    expect(await ask('GET', path)).toEqual({ status: 200, json: waiting });
    await ask('POST', '/v1/learn', { id: 'a/ü?', label: true });
    expect(await ask('GET', path)).toEqual({
      status: 200,
      json: { id: 'a/ü?', status: 'learned', label: true },
    });
    await ask('POST', '/v1/predict', { id: 'late', features: row(2) });
    clock.time += 1001;
    await model.expire();
    expect(await ask('GET', '/v1/pending/late')).toEqual({
      status: 200,
      json: { id: 'late', status: 'expired' },
    });
    expect(await ask('GET', '/v1/pending/nobody')).toMatchObject({
      status: 404,
      json: { error: { code: 'UNKNOWN' } },
    });
    const { sequence } = model;
    for (const wrong of ['', '%', '%zz', 'x'.repeat(257)])
      expect((await ask('GET', `/v1/pending/${wrong}`)).status).toBe(400);
    expect((await ask('POST', '/v1/pending/late', {})).status).toBe(405);
    expect(model.sequence).toBe(sequence);
    expect((await ask('GET', '/openapi.json')).json.paths['/v1/pending/{id}']).toHaveProperty('delete');
  });

  it('waits without limit where there is none', async () => {
    const { ask } = await served({ labelWaitMs: null });
    await ask('POST', '/v1/predict', { id: 'a', features: row(1) });
    expect((await ask('GET', '/v1/pending/a')).json).toMatchObject({ status: 'waiting', until: null });
  });

  it('is dropped by an event: no label, not even the default, is learned, here and in a replay', async () => {
    const { served: model, log, clock, ask } = await served({ labelWaitMs: 1000, labelDefault: false });
    for (let at = 0; at < 8; at += 1) await model.predict({ id: `id-${at}`, features: row(at) });
    await model.challenge({ ...SMALL, seed: 7 });
    const dropped = await ask('DELETE', '/v1/pending/id-3');
    expect(dropped).toEqual({ status: 200, json: { id: 'id-3', status: 'dropped', sequence: 11 } });
    expect(model.report()).toMatchObject({ pending: 7, score: { pending: 7, expired: 1 } });
    expect(model.report().challenger).toMatchObject({ score: { pending: 7, expired: 1 } });
    expect((await ask('GET', '/v1/pending/id-3')).json.status).toBe('expired');
    expect((await ask('POST', '/v1/learn', { id: 'id-3', label: true })).status).toBe(410);
    // Asked for again it changes nothing.
    expect((await ask('DELETE', '/v1/pending/id-3')).status).toBe(410);
    expect((await ask('DELETE', '/v1/pending/nobody')).status).toBe(404);
    await model.learn({ id: 'id-4', label: true });
    expect(await ask('DELETE', '/v1/pending/id-4')).toMatchObject({
      status: 409,
      json: { error: { message: 'the id "id-4" has its label already' } },
    });
    expect(model.sequence).toBe(12);
    clock.time += 5000;
    await model.expire();
    expect(model.report()).toMatchObject({ pending: 0, defaulted: 6, version: 7 });
    expect(await replayed(log)).toBe(model.digest);
  });

  it('is dropped or learned, and never both, where both come at the same moment', async () => {
    const { served: model, log } = await served();
    for (const id of ['a', 'b']) await model.predict({ id, features: row(1) });
    const [first, second] = await Promise.all([model.drop('a'), model.learn({ id: 'a', label: true })]);
    expect([first, second]).toMatchObject([{ answer: { status: 'dropped' } }, { refusal: { status: 410 } }]);
    const [third, fourth] = await Promise.all([model.learn({ id: 'b', label: true }), model.drop('b')]);
    expect([third, fourth]).toMatchObject([{ answer: { status: 'learned' } }, { refusal: { status: 409 } }]);
    const [, fifth] = await Promise.all([model.predict({ id: 'c', features: row(1) }), model.drop('c')]);
    expect(fifth).toMatchObject({ answer: { status: 'dropped' } });
    expect(model.report()).toMatchObject({ version: 1, pending: 0 });
    expect(await replayed(log)).toBe(model.digest);
  });

  it('may be used for another row once its own was dropped', async () => {
    const { served: model, log } = await served();
    await model.predict({ id: 'a', features: row(1) });
    await model.drop('a');
    expect(await model.predict({ id: 'a', features: row(2) })).toHaveProperty('answer');
    expect(await model.learn({ id: 'a', label: true })).toMatchObject({ answer: { status: 'learned' } });
    expect(await replayed(log)).toBe(model.digest);
  });
});

describe('columns that rows bring', () => {
  const wide = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`c${from + at}`, at]));

  it('are as many as may be, and a row that brings more is refused and changes nothing', async () => {
    const { served: model, log, ask } = await served({ maxColumns: 5, labelDefault: false });
    const status = async (features: object, id?: string) =>
      (await ask('POST', '/v1/learn', { features, label: true, ...(id === undefined ? {} : { id }) })).status;
    expect(await status(wide(0, 3))).toBe(200);
    expect(await status({ ...wide(0, 2), nested: { a: 1, b: [null] } })).toBe(200);
    const { digest } = model;
    const refused = await ask('POST', '/v1/learn', { features: { ...wide(0, 3), more: 1 }, label: true });
    expect(refused).toMatchObject({
      status: 400,
      json: {
        error: { code: 'ROW', message: expect.stringMatching(/1 new column, such as "more".* 5 of at/) },
      },
    });
    // Not even a name whose value is missing.
    expect(await status({ more: null })).toBe(400);
    expect((await ask('POST', '/v1/predict', { id: 'a', features: { more: 1 } })).status).toBe(400);
    expect(model.digest).toBe(digest);
    expect(await status({ [`c${'x'.repeat(1000)}`]: 1 })).toBe(400);
    // Without an id nothing of a row is remembered.
    expect((await ask('POST', '/v1/predict', { features: wide(0, 50) })).status).toBe(200);
    expect(model.digest).toBe(digest);
    expect(await status({ ...wide(0, 3), nested: { a: 2, b: [3] } }, 'b')).toBe(200);
    expect(await replayed(log)).toBe(model.digest);
  });

  it('may become more later: that is an event', async () => {
    const fileSystem = new MemoryFileSystem();
    const log = new MemoryEventLog();
    const open = async (options = {}) =>
      ServedModel.open({
        model: SMALL,
        log,
        checkpoints: await checkpointStore(fileSystem),
        now: new Clock().now,
        ...options,
      });
    const first = await open({ maxColumns: 2 });
    expect(await first.learn({ features: wide(0, 2), label: true })).toHaveProperty('answer');
    expect(await first.learn({ features: wide(0, 3), label: true })).toHaveProperty('refusal');
    await first.close();
    // What it was stays, and what there is was saved.
    const second = await open();
    expect(await second.learn({ features: wide(2, 3), label: true })).toHaveProperty('refusal');
    await second.close();
    const third = await open({ maxColumns: 3 });
    expect(await third.learn({ features: wide(2, 3), label: true })).toHaveProperty('answer');
    expect(await third.learn({ features: wide(3, 4), label: true })).toHaveProperty('refusal');
    await third.close();
    expect((await restoreAt({ log })).digest).toBe(third.digest);
    await expect(open({ maxColumns: 4097 })).rejects.toMatchObject({ code: 'OPTION' });
  });

  /** A model that was trained before, of some columns. */
  function trained(...columns: NonNullable<OnlineModelOptions['schema']>['columns']) {
    const targets = [{ name: 'fraud', task: 'binary', origin: 0, scale: 1 }] as const;
    const schema = { version: 1, columns, targets, domainColumn: null, timeColumn: null } as const;
    const model = new OnlineModel({ ...SMALL, schema });
    for (let at = 0; at < 8; at += 1) model.learnOne({ a: at, b: at, fraud: isFraud(at) });
    return model.state();
  }

  it('of a model that something else has trained are known, and those of a sparse one cost nothing', async () => {
    const number = { type: 'number', origin: 0, scale: 1, missing: false } as const;
    const base = trained({ name: 'a', ...number }, { name: 'b', ...number });
    const { served: model } = await opened({ base: async () => base, maxColumns: 2 });
    expect(await model.learn({ features: { a: 1, b: 2 }, label: true })).toHaveProperty('answer');
    expect(await model.learn({ features: { a: 1, c: 2 }, label: true })).toHaveProperty('refusal');
    const sparse = trained({ name: 'features', type: 'features', missing: false, buckets: 8 });
    const { served: other, log } = await opened({ base: async () => sparse, maxColumns: 2 });
    expect(await other.learn({ features: wide(0, 50), label: true })).toHaveProperty('answer');
    expect((await restoreAt({ log, base: async () => sparse })).digest).toBe(other.digest);
  });
});
