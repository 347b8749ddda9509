import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Responder, ServeRequest } from '@graph/serve';

/** How long a client may take, in milliseconds. */
export type ClientLimits = {
  /** For its headers. */
  readonly headersMs: number;
  /** For a body that is no stream. */
  readonly bodyMs: number;
  /** Between two signs of life, of those that send and of those that read. */
  readonly idleMs: number;
  /** For the rest of a body that nobody wants, once the answer was given. */
  readonly restMs: number;
  /** For what is being answered when the server stops. */
  readonly graceMs: number;
};

const LIMITS: ClientLimits = {
  headersMs: 10_000,
  bodyMs: 30_000,
  idleMs: 60_000,
  restMs: 5000,
  graceMs: 10_000,
};

/** Bytes of a request's headers at most; more get 431. */
const HEADER_BYTES = 16_384;

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
  limits: ClientLimits = LIMITS,
): Promise<NodeServer> {
  let isStopping = false;
  const { headersMs, idleMs, graceMs } = limits;
  const options = {
    headersTimeout: headersMs,
    // Streams may take as long as they like; other bodies have their own limit.
    requestTimeout: 0,
    connectionsCheckingInterval: headersMs / 4,
    maxHeaderSize: HEADER_BYTES,
  };
  const server = createServer(options, (message, response) => {
    if (isStopping) response.setHeader('connection', 'close');
    response.once('finish', () => leave(message, limits.restMs));
    answer(respond, message, response, limits.bodyMs).catch(() => response.destroy());
  });
  server.timeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => resolve());
  });
  return {
    url: urlOf(server, host),
    stop: () => {
      isStopping = true;
      return closed(server, graceMs);
    },
  };
}

/** Hangs up on who goes on sending a body after the answer to it. */
function leave(message: IncomingMessage, afterMs: number): void {
  if (message.complete) return;
  const timer = setTimeout(() => message.socket.destroy(), afterMs);
  message.once('close', () => clearTimeout(timer));
}

async function answer(
  respond: Responder,
  message: IncomingMessage,
  response: ServerResponse,
  bodyMs: number,
): Promise<void> {
  const { status, headers, body } = await respond(requestOf(message, bodyMs));
  if (response.destroyed) {
    if (typeof body !== 'string') await body[Symbol.asyncIterator]().return?.();
    return;
  }
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

function requestOf(message: IncomingMessage, bodyMs: number): ServeRequest {
  return {
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    header: (name) => {
      const value = message.headers[name];
      return typeof value === 'string' ? value : value?.[0];
    },
    text: (limit) => textOf(message, limit, bodyMs),
    chunks: () => message as AsyncIterable<Buffer>,
  };
}

function textOf(message: IncomingMessage, limit: number, withinMs: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => reject(new Error('the body took too long')), withinMs);
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

function closed(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), withinMs);
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
