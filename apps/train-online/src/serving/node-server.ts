import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Responder, ServeRequest } from '@graph/serve';

/** A client may take so long for its headers, and so long for a body that is no stream. */
const HEADERS_MS = 10_000;
const BODY_MS = 30_000;

/** A connection on which nothing moves is closed after so long. */
const IDLE_MS = 60_000;

/** What is being answered when the server stops may take so long. */
const GRACE_MS = 10_000;

/** A server of this machine. */
export type NodeServer = {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes no new request, answers those that are there, and settles when the last is answered. */
  stop(): Promise<void>;
};

/** Lets a responder answer what comes to a port. @throws Error of Node, such as `EADDRINUSE`. */
export async function listen(
  respond: Responder,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<NodeServer> {
  let isStopping = false;
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: 0 }, (message, response) => {
    if (isStopping) response.setHeader('connection', 'close');
    answer(respond, message, response).catch(() => response.destroy());
  });
  server.timeout = IDLE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => resolve());
  });
  return {
    url: urlOf(server, host),
    stop: () => {
      isStopping = true;
      return closed(server);
    },
  };
}

async function answer(respond: Responder, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await respond(requestOf(message));
  if (response.destroyed) return;
  response.writeHead(
    status,
    typeof body === 'string' ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers,
  );
  if (typeof body === 'string' || message.method === 'HEAD') {
    response.end(message.method === 'HEAD' ? undefined : body);
    return;
  }
  for await (const text of body) {
    if (response.destroyed) return;
    // Who does not read the answers is asked no more.
    if (!response.write(text)) await movedOn(response);
  }
  response.end();
}

function movedOn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

function requestOf(message: IncomingMessage): ServeRequest {
  return {
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    header: (name) => {
      const value = message.headers[name];
      return typeof value === 'string' ? value : value?.[0];
    },
    text: (limit) => textOf(message, limit),
    chunks: () => message as AsyncIterable<Buffer>,
  };
}

function textOf(message: IncomingMessage, limit: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => message.destroy(new Error('the body took too long')), BODY_MS);
    message.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= limit) parts.push(part);
      else {
        message.removeAllListeners('data');
        // The rest is read and thrown away, so that the answer arrives.
        message.resume();
        clearTimeout(timer);
        resolve(undefined);
      }
    });
    message.on('end', () => {
      clearTimeout(timer);
      resolve((parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString());
    });
    message.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
