import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.js';
import { checkpointStore, isFraud, opened, row } from './served.js';

const BASE = 'http://localhost:8080';

async function served(options: { token?: string; maxInFlight?: number; bodyLimit?: number } = {}) {
  const all = await opened({ labelWaitMs: 1000, checkpoints: await checkpointStore() });
  const handle = createHandler({ model: all.served, now: all.clock.now, ...options });
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await handle(
      new Request(BASE + path, {
        method,
        headers: { host: 'localhost:8080', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };
  return { ...all, handle, call };
}

describe('the routes', () => {
  it('predict, wait for the label, and learn from it', async () => {
    const { call } = await served();
    const predicted = await call('POST', '/v1/predict', { id: 'order-17', features: row(1) });
    expect(predicted.status).toBe(200);
    expect(predicted.json()).toEqual({ id: 'order-17', value: null, expectedError: null, version: 0 });
    const learned = await call('POST', '/v1/learn', { id: 'order-17', label: true });
    expect(learned.json()).toMatchObject({ status: 'learned', sequence: 3, drift: false });
    expect((await call('POST', '/v1/learn', { id: 'order-17', label: true })).json()).toMatchObject({
      status: 'duplicate',
    });
    for (let at = 0; at < 30; at += 1)
      expect((await call('POST', '/v1/learn', { features: { ...row(at), fraud: isFraud(at) } })).status).toBe(
        200,
      );
    const answer = (await call('POST', '/v1/predict', { features: row(40) })).json();
    expect(answer).toMatchObject({ version: 31, value: expect.any(Boolean) });
    expect(answer.expectedError).toBeCloseTo(Math.min(answer.probability, 1 - answer.probability), 12);
    expect((await call('GET', '/v1/model')).json()).toMatchObject({
      version: 31,
      score: { accuracy: expect.any(Number), baselineAccuracy: expect.any(Number) },
      digest: expect.stringMatching(/^sha256:/),
    });
    expect((await call('POST', '/v1/checkpoint')).json()).toMatchObject({ sequence: 33 });
  });

  it('refuse with the status that fits', async () => {
    const { call, clock } = await served({ bodyLimit: 2000 });
    const status = async (...request: Parameters<typeof call>) => (await call(...request)).status;
    expect(await status('POST', '/v1/learn', { id: 'a', label: true })).toBe(404);
    await call('POST', '/v1/predict', { id: 'a', features: row(1) });
    await call('POST', '/v1/predict', { id: 'b', features: row(1) });
    await call('POST', '/v1/learn', { id: 'a', label: true });
    expect(await status('POST', '/v1/learn', { id: 'a', label: false })).toBe(409);
    clock.time += 5000;
    expect(await status('POST', '/v1/learn', { id: 'b', label: true })).toBe(410);
    expect(await status('POST', '/v1/learn', { id: 'b' })).toBe(400);
    expect(await status('POST', '/v1/predict', 'no JSON')).toBe(400);
    expect(await status('POST', '/v1/predict', { features: { x: 'y'.repeat(2000) } })).toBe(413);
    expect(await status('POST', '/v1/predict', { features: {}, color: 1 })).toBe(400);
    for (const label of ['', null, 'x'.repeat(1001), {}, [true]])
      expect(await status('POST', '/v1/learn', { features: {}, label })).toBe(400);
    expect(await status('POST', '/v1/learn', '{"features":{},"label":1e999}')).toBe(400);
    expect(await status('GET', '/v1/predict')).toBe(405);
    expect(await status('GET', '/nowhere')).toBe(404);
    expect(await status('GET', '/constructor')).toBe(404);
    expect(await status('GET', '/livez')).toBe(200);
    expect(await status('GET', '/readyz')).toBe(200);
  });

  it('answer a list and a stream of lines in their order', async () => {
    const { call } = await served();
    const requests = [
      { id: 'a', features: row(1) },
      { id: 'a', label: true },
      { features: row(2), label: false },
      { id: 'zz', label: true },
      7,
    ];
    const list = (await call('POST', '/v1/batch', requests)).json() as object[];
    expect(list).toMatchObject([
      { id: 'a', value: null },
      { status: 'learned' },
      { status: 'learned' },
      { error: { status: 404 } },
      { error: { status: 400 } },
    ]);
    const lines = [{ id: 'b', features: row(3) }, { features: row(4), label: true }, { id: '' }];
    const text = `${lines.map((line) => JSON.stringify(line)).join('\r\n')}\n\n{"id`;
    const streamed = await call('POST', '/v1/batch', text, { 'content-type': 'application/x-ndjson' });
    const answers = streamed.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { id: 'b', version: 2 },
      { status: 'learned' },
      { error: { status: 400 } },
      { error: { status: 400, message: 'the line is not JSON' } },
    ]);
  });

  it('stop reading a stream whose answers nobody takes', async () => {
    const { handle, served: model } = await served();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new TextEncoder().encode(`${JSON.stringify({ features: row(sent) })}\n`));
        if (sent === 5000) controller.close();
      },
    });
    const request = new Request(`${BASE}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', host: 'localhost' },
      body,
      duplex: 'half',
    } as RequestInit);
    const response = await handle(request);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toBeLessThan(600);
    await response.body!.cancel();
    await model.close();
  });

  it('tell Prometheus and people how it goes', async () => {
    const { call } = await served();
    for (let at = 0; at < 20; at += 1)
      await call('POST', '/v1/learn', { features: { ...row(at) }, label: isFraud(at) });
    const { text } = await call('GET', '/metrics');
    expect(text).toContain('graph_serve_learned_rows_total 20\n');
    expect(text).toMatch(/graph_serve_requests_total\{route="\/v1\/learn",status="200"\} 20\n/);
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+)$/);
    const page = await call('GET', '/');
    expect(page.text).toContain('<td>20</td>');
    expect(page.text).toContain('best constant');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const api = (await call('GET', '/openapi.json')).json();
    expect(Object.keys(api.paths)).toContain('/v1/batch');
  });
});

describe('who may ask', () => {
  const TOKEN = 'secret-token-17';

  it('is whoever has the token, and nobody else', async () => {
    const { call } = await served({ token: TOKEN });
    const status = async (path: string, authorization?: string) =>
      (await call('GET', path, undefined, authorization === undefined ? {} : { authorization })).status;
    expect(await status('/v1/model')).toBe(401);
    for (const wrong of [
      'Bearer x',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      'Bearer ',
      TOKEN,
      'Basic !',
    ])
      expect(await status('/v1/model', wrong)).toBe(401);
    expect(await status('/v1/model', `Bearer ${TOKEN}`)).toBe(200);
    expect(await status('/', `Basic ${btoa(`me:${TOKEN}`)}`)).toBe(200);
    expect(await status('/metrics')).toBe(401);
    expect(await status('/nowhere')).toBe(401);
    expect(await status('/livez')).toBe(200);
  });

  it('is no page of somebody else that a browser shows, and no name that leads here', async () => {
    const { call } = await served();
    const body = { features: row(1), label: true };
    expect((await call('POST', '/v1/learn', body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await call('POST', '/v1/learn', body, { host: 'evil.example:8080' })).status).toBe(403);
    expect((await call('POST', '/v1/learn', body, { origin: 'http://localhost:8080' })).status).toBe(200);
    expect((await call('POST', '/v1/learn', body, { host: '[::1]:8080' })).status).toBe(200);
  });
});
