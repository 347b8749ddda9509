import type { ServeRequest } from './exchange.js';
import type { FetchRequest, FetchResponse } from './fetch-types.js';
import { createResponder } from './responder.js';
import type { ResponderOptions } from './responder-options.js';

const ENCODER: InstanceType<typeof TextEncoder> = new TextEncoder();

/**
 * Makes a handler of the web's `Request` and `Response`, for whatever server has them: Deno, Bun, workers, Hono, or Node with an
 * adapter.
 *
 * @throws ServeError `OPTION`
 * @example
 * ```ts
 * const handle = createHandler({ model: served, now: () => Date.now() });
 * Deno.serve(handle);
 * ```
 */
export function createHandler(options: ResponderOptions): (request: FetchRequest) => Promise<FetchResponse> {
  const respond = createResponder(options);
  return async (request) => {
    const given = plain(request);
    const { status, headers, body } = await respond(given);
    if (request.method === 'HEAD') return new Response(null, { status, headers });
    return new Response(typeof body === 'string' ? body : streamOf(body, given.leave), { status, headers });
  };
}

/** A request, and what no longer waits for its body. */
function plain(request: Request): ServeRequest & { readonly leave: () => Promise<void> } {
  const { pathname, search, host } = new URL(request.url);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const chunks = (): AsyncIterable<Uint8Array> => {
    reader = request.body?.getReader();
    return chunksOf(reader);
  };
  return {
    leave: async () => reader?.cancel().catch(() => undefined),
    method: request.method,
    url: pathname + search,
    // Some runtimes keep the header to themselves, and have it in the address.
    header: (name) => request.headers.get(name) ?? (name === 'host' ? host : undefined),
    chunks,
    text: async (limit) => {
      const decoder = new TextDecoder();
      let text = '';
      let length = 0;
      for await (const chunk of chunks()) {
        length += chunk.length;
        if (length > limit) return undefined;
        text += decoder.decode(chunk, { stream: true });
      }
      return text + decoder.decode();
    },
  };
}

async function* chunksOf(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
): AsyncIterable<Uint8Array> {
  if (reader === undefined) return;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    // What is not wanted any more need not be sent.
    await reader.cancel().catch(() => undefined);
  }
}

function streamOf(texts: AsyncIterable<string>, leave: () => Promise<void>): ReadableStream<Uint8Array> {
  const iterator = texts[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(ENCODER.encode(next.value));
    },
    async cancel() {
      // What waits for the sender must not wait for ever.
      await leave();
      await iterator.return?.();
    },
  });
}
