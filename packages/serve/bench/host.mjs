import { createServer } from 'node:http';

/** Serves a responder, or `echo`, on a free port; the same few lines for both, so that what differs is what is measured. */
export async function listen(respond) {
  const server = createServer(async (message, response) => {
    const text = await textOf(message);
    const { status, headers, body } =
      respond === 'echo'
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: text }
        : await respond({
            method: message.method,
            url: message.url,
            header: (name) => message.headers[name],
            text: async () => text,
            chunks: async function* () {
              yield Buffer.from(text);
            },
          });
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, close: () => server.closeAllConnections() ?? server.close() };
}

function textOf(message) {
  return new Promise((resolve) => {
    const parts = [];
    message.on('data', (part) => parts.push(part));
    message.on('end', () =>
      resolve(parts.length === 1 ? parts[0].toString() : Buffer.concat(parts).toString()),
    );
  });
}
