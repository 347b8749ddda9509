import { connect, type Socket } from 'node:net';
import { createResponder, MemoryEventLog, ServedModel } from '@graph/serve';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../dist/serving/node-server.js';

const LIMITS = { headersMs: 200, bodyMs: 200, idleMs: 600, restMs: 200, graceMs: 300 };

/** A server in this process, whose patience is short. */
async function served(limits = LIMITS) {
  const model = await ServedModel.open({
    model: { target: 'y', network: { hidden: [4] }, replay: { capacity: 32 } },
    log: new MemoryEventLog(),
    now: Date.now,
  });
  const errors: unknown[] = [];
  const respond = createResponder({ model, now: Date.now, onError: (error) => errors.push(error) });
  const server = await listen(respond, { host: '127.0.0.1', port: 0 }, limits);
  onTestFinished(() => server.stop());
  const predicted = async (): Promise<number> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/predicted_rows_total (\d+)/.exec(text)?.[1] ?? 0);
  };
  return { model, server, errors, predicted, client: () => client(Number(new URL(server.url).port)) };
}

/** A client that sends what it likes. */
async function client(port: number) {
  const socket: Socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  let text = '';
  socket.on('data', (part) => {
    text += part;
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, closed, text: () => text };
}

const head = (path: string, ...headers: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: localhost', ...headers, '', ''].join('\r\n');

describe('a client', () => {
  it('whose headers do not end is left', async () => {
    const { client, errors } = await served();
    const { socket, closed, text } = await client();
    socket.write('POST /v1/predict HTTP/1.1\r\nhost: localhost\r\n');
    const drip = setInterval(() => socket.write('x: 1\r\n'), 50);
    await closed;
    clearInterval(drip);
    expect(text()).toMatch(/^HTTP\/1\.1 408 /);
    expect(errors).toEqual([]);
  });

  it('whose headers are too large is told so', async () => {
    const { client } = await served();
    const { socket, closed, text } = await client();
    socket.write(head('/v1/predict', `x: ${'y'.repeat(17_000)}`));
    await closed;
    expect(text()).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('whose body does not end is told so, and left', async () => {
    const { client, errors, server } = await served();
    const { socket, closed, text } = await client();
    socket.write(`${head('/v1/learn', 'content-length: 1000')}{"id`);
    const drip = setInterval(() => socket.write(' '), 50);
    await closed;
    clearInterval(drip);
    expect(text()).toMatch(/^HTTP\/1\.1 408 [\s\S]*"TIMEOUT"/);
    expect(errors).toEqual([]);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  });

  it('that goes on sending what nobody wants is left', async () => {
    const { client } = await served();
    const { socket, closed, text } = await client();
    socket.write(head('/nowhere', 'transfer-encoding: chunked'));
    const drip = setInterval(() => socket.write('1\r\nx\r\n'), 20);
    await closed;
    clearInterval(drip);
    expect(text()).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('that hangs up in the middle leaves nothing behind', async () => {
    const { client, errors, server, model } = await served();
    for (const type of ['application/json', 'application/x-ndjson']) {
      const { socket, closed } = await client();
      socket.write(head('/v1/batch', `content-type: ${type}`, 'content-length: 1000'));
      socket.write('{"features":{"a":1},"label":true}\n{"feat');
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
      await closed;
    }
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect(errors).toEqual([]);
    // The line that was whole was learned from.
    expect(model.report().version).toBe(1);
  });

  it('that reads no answers is read from no more, and left when nothing moves', async () => {
    const { client, predicted } = await served();
    const { socket, closed } = await client();
    socket.pause();
    const lines = `${JSON.stringify({ features: { a: 1 } })}\n`.repeat(2000);
    const chunk = `${lines.length.toString(16)}\r\n${lines}\r\n`;
    socket.write(head('/v1/batch', 'content-type: application/x-ndjson', 'transfer-encoding: chunked'));
    let sent = 0;
    let isOver = false;
    closed.then(() => {
      isOver = true;
    });
    const before = process.memoryUsage().rss;
    // As much as goes: the buffers between the two are all that there is.
    while (!isOver && sent < 2000) {
      sent += 1;
      if (!socket.write(chunk))
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    }
    expect(isOver).toBe(true);
    const rows = await predicted();
    expect(rows).toBeGreaterThan(100);
    expect(rows).toBeLessThan(400_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
});

it('stops while a stream is open: what was answered stays, and nobody waits for long', async () => {
  const { client, server, model } = await served({ ...LIMITS, idleMs: 600_000 });
  const { socket, closed, text } = await client();
  socket.write(head('/v1/batch', 'content-type: application/x-ndjson', 'transfer-encoding: chunked'));
  const line = '{"features":{"a":1},"label":true}\n'.repeat(300);
  socket.write(`${line.length.toString(16)}\r\n${line}\r\n`);
  while (!text().includes('learned')) await new Promise((resolve) => setTimeout(resolve, 5));
  await server.stop();
  await closed;
  await model.close();
  const answers = text().match(/"status":"learned"/g)!.length;
  expect(model.report().version).toBeGreaterThanOrEqual(answers);
});
