import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.js';
import { isFraud, opened, replayed, row } from './served.js';
import { slowLog } from './slow-log.js';

const ENCODER = new TextEncoder();

/** A request whose body goes on until it is told to end. */
function endless(path: string, type = 'application/json') {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  const init = {
    method: 'POST',
    headers: { host: 'localhost', 'content-type': type },
    body,
    duplex: 'half',
  };
  return {
    request: new Request(`http://localhost${path}`, init as RequestInit),
    send: (value: unknown) => controller.enqueue(ENCODER.encode(`${JSON.stringify(value)}\n`)),
    end: () => controller.close(),
    fail: () => controller.error(new Error('the client is gone')),
  };
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = { method: 'POST', headers: { host: 'localhost', ...headers }, body: text };
  return new Request(`http://localhost${path}`, init);
}

async function served(options: { maxInFlight?: number; bodyLimit?: number } = {}) {
  const errors: unknown[] = [];
  const all = await opened();
  const onError = (error: unknown): number => errors.push(error);
  const handle = createHandler({ model: all.served, now: all.clock.now, onError, ...options });
  const status = async (request: Request): Promise<number> => {
    const response = await handle(request);
    await response.text();
    return response.status;
  };
  return { ...all, handle, status, errors };
}

describe('more requests than are answered at a time', () => {
  it('get 429 and are told when to ask again, while those before them are answered', async () => {
    const { handle, status } = await served({ maxInFlight: 2 });
    const [first, second] = [endless('/v1/predict'), endless('/v1/predict')];
    const waiting = [handle(first.request), handle(second.request)];
    const refused = await handle(post('/v1/predict', { features: row(1) }));
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ error: { code: 'BUSY' } });
    // Who asks how it goes is answered.
    expect((await handle(new Request('http://localhost/livez'))).status).toBe(200);
    expect((await handle(new Request('http://localhost/metrics'))).status).toBe(200);
    for (const each of [first, second]) {
      each.send({ features: row(2) });
      each.end();
    }
    expect((await Promise.all(waiting)).map((response) => response.status)).toEqual([200, 200]);
    expect(await status(post('/v1/predict', { features: row(1) }))).toBe(200);
  });

  it('among them streams, until their last answer is taken or nobody wants it', async () => {
    const { handle, status } = await served({ maxInFlight: 1 });
    const probe = () => status(post('/v1/predict', { features: row(1) }));
    const stream = endless('/v1/batch', 'application/x-ndjson');
    const response = await handle(stream.request);
    expect(await probe()).toBe(429);
    stream.send({ features: row(1) });
    stream.end();
    await response.text();
    expect(await probe()).toBe(200);
    const left = await handle(endless('/v1/batch', 'application/x-ndjson').request);
    expect(await probe()).toBe(429);
    await left.body!.cancel();
    expect(await probe()).toBe(200);
    const broken = endless('/v1/batch', 'application/x-ndjson');
    const answers = (await handle(broken.request)).text().catch(() => 'gone');
    broken.fail();
    expect(await answers).toBe('gone');
    expect(await probe()).toBe(200);
  });

  it('get it where too many events wait for the disk, and what is learned stays', async () => {
    const { log, hold, go } = slowLog();
    const { served: model, clock } = await opened({ log, maxInFlight: 3 });
    const handle = createHandler({ model, now: clock.now });
    hold();
    const calls = Array.from({ length: 5 }, (_, at) =>
      handle(post('/v1/learn', { id: `id-${at}`, features: row(at), label: true })),
    );
    const refused = await Promise.all(calls.slice(3));
    expect(refused.map(({ status }) => status)).toEqual([429, 429]);
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    go();
    expect((await Promise.all(calls.slice(0, 3))).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(model.report().version).toBe(3);
    expect(await replayed(log)).toBe(model.digest);
  });

  it.each(['a list', 'a stream'])('as %s are slowed down, and not refused', async (what) => {
    const { log } = slowLog();
    const { served: model, clock } = await opened({ log, maxInFlight: 5 });
    const handle = createHandler({ model, now: clock.now });
    const requests = Array.from({ length: 300 }, (_, at) => ({
      id: `id-${at}`,
      features: row(at),
      label: isFraud(at),
    }));
    const lines = requests.map((each) => JSON.stringify(each)).join('\n');
    const batch = (): Request =>
      what === 'a list'
        ? post('/v1/batch', requests)
        : post('/v1/batch', lines, { 'content-type': 'application/x-ndjson' });
    const response = await handle(batch());
    const text = await response.text();
    const answers: { sequence: number }[] =
      what === 'a list'
        ? JSON.parse(text)
        : text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line));
    expect(answers.map(({ sequence }) => sequence)).toEqual(requests.map((_, at) => at + 2));
    expect(await replayed(log)).toBe(model.digest);
  });
});

describe('what is too large', () => {
  it('gets 413, whether it says so before or not', async () => {
    const { handle, status, errors } = await served({ bodyLimit: 1000 });
    const large = { features: { x: 'y'.repeat(1000) } };
    const announced = await handle(post('/v1/predict', large, { 'content-length': '1017' }));
    expect(announced.status).toBe(413);
    expect(await announced.json()).toMatchObject({ error: { code: 'TOO_LARGE' } });
    const chunked = endless('/v1/learn');
    const answer = handle(chunked.request);
    for (let at = 0; at < 3; at += 1) chunked.send(large);
    expect((await answer).status).toBe(413);
    expect(await status(post('/v1/batch', [large]))).toBe(413);
    const small = await served();
    expect(await small.status(post('/v1/batch', Array(10_001).fill(0)))).toBe(413);
    expect(await small.status(post('/v1/batch', Array(10_000).fill(0)))).toBe(200);
    expect(errors).toEqual([]);
  });

  it('ends a stream, after what came before it was answered', async () => {
    const { handle } = await served({ bodyLimit: 1000 });
    const lines = [{ features: row(1) }, { features: { x: 'y'.repeat(1000) } }, { features: row(2) }];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const response = await handle(post('/v1/batch', text, { 'content-type': 'application/x-ndjson' }));
    const answers = (await response.text()).trim().split('\n');
    expect(answers.map((line) => JSON.parse(line))).toMatchObject([
      { value: null },
      { error: { status: 400, message: expect.stringContaining('too long') } },
    ]);
  });
});

it('a body that breaks off is the client’s fault: 408, and nobody is told that something went wrong', async () => {
  const { handle, errors } = await served();
  const broken = endless('/v1/learn');
  const answer = handle(broken.request);
  broken.fail();
  expect((await answer).status).toBe(408);
  expect(errors).toEqual([]);
});
