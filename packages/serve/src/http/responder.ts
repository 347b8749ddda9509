import { CheckpointError } from '@graph/checkpoint';
import type { Answered } from '../engine/answers.js';
import { ServeError } from '../errors.js';
import { answerLine, answerLines, answerList, statusOf } from './batch.js';
import { Counters } from './counters.js';
import { failure, json, type ServeRequest, type ServeResponse } from './exchange.js';
import { linesOf } from './lines-of.js';
import { metricsText } from './metrics-text.js';
import { openApi } from './open-api.js';
import { page } from './page.js';
import { pageScript } from './page-script.js';
import { idIn, PENDING, routeOf } from './pending-path.js';
import { type ResponderOptions, responderSettings } from './responder-options.js';
import { againAfter, statusOfError } from './status-of-error.js';
import { givenSecret, isSameSecret } from './token.js';

/** Answers requests, whatever server they came to. */
export type Responder = (request: ServeRequest) => Promise<ServeResponse>;

/** Requests of one list at most. */
const MOST_OF_A_LIST = 10_000;

type Route = (request: ServeRequest) => Promise<ServeResponse>;

/**
 * Makes what answers the requests to a model: all routes, limits and refusals, without a server around it.
 *
 * @throws ServeError `OPTION`
 */
export function createResponder(options: ResponderOptions): Responder {
  const settings = responderSettings(options);
  const { model, now, token, bodyLimit, maxInFlight, onError } = settings;
  const counters = new Counters();
  let inFlight = 0;

  const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    '/v1/predict': { POST: (request) => withJson(request, (value) => one(value, 'predict')) },
    '/v1/learn': { POST: (request) => withJson(request, (value) => one(value, 'learn')) },
    '/v1/batch': { POST: batch },
    [PENDING]: {
      GET: (request) => byId(request, async (id) => model.statusOf(id)),
      DELETE: (request) => byId(request, (id) => model.drop(id)),
    },
    '/v1/model': { GET: async () => json(200, { ...model.report(), digest: model.digest }) },
    '/v1/checkpoint': { POST: async () => json(200, await model.checkpoint()) },
    '/v1/promote': {
      POST: async () => {
        await model.promote();
        return json(200, { sequence: model.sequence });
      },
    },
    '/metrics': {
      GET: async () => ({
        status: 200,
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
        body: metricsText(model.report(), counters),
      }),
    },
    '/openapi.json': { GET: async () => json(200, openApi(model.targets, token !== undefined)) },
    '/': { GET: async () => page(model.report(), counters.rate(now())) },
    '/page.js': { GET: async () => pageScript() },
    '/livez': { GET: async () => json(200, { status: 'alive' }) },
    '/readyz': {
      GET: async () =>
        model.isReady
          ? json(200, { status: 'ready' })
          : failure(503, 'NOT_READY', 'the model takes nothing in', { 'retry-after': '1' }),
    },
  };

  async function withJson(
    request: ServeRequest,
    answer: (value: unknown) => Promise<ServeResponse>,
  ): Promise<ServeResponse> {
    let text: string | undefined;
    try {
      text = await request.text(bodyLimit);
    } catch {
      return failure(408, 'TIMEOUT', 'the body did not come to its end', { connection: 'close' });
    }
    if (text === undefined) return tooLarge();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return failure(400, 'REQUEST', 'the body is not JSON');
    }
    return answer(value);
  }

  async function one(value: unknown, kind: 'predict' | 'learn'): Promise<ServeResponse> {
    const answer = await answerLine(model, value, counters, kind);
    const status = statusOf(answer);
    return json(status, answer, againAfter(status));
  }

  async function byId(
    request: ServeRequest,
    answer: (id: string) => Promise<Answered<object>>,
  ): Promise<ServeResponse> {
    const id = idIn(request.url);
    if (id === undefined) return failure(400, 'REQUEST', `wanted ${PENDING}, the id encoded as in any URL`);
    const answered = await answer(id);
    return 'refusal' in answered
      ? json(answered.refusal.status, { error: answered.refusal })
      : json(200, answered.answer);
  }

  async function batch(request: ServeRequest): Promise<ServeResponse> {
    if (/ndjson|jsonl|json-seq/.test(request.header('content-type') ?? '')) {
      const lines = linesOf(request.chunks(), bodyLimit);
      const body = whileInFlight(answerLines(model, lines, counters));
      return {
        status: 200,
        headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
        body,
      };
    }
    return withJson(request, async (value) => {
      if (!Array.isArray(value))
        return failure(
          400,
          'REQUEST',
          'the body is not a list; for a stream of lines say content-type: application/x-ndjson',
        );
      if (value.length > MOST_OF_A_LIST)
        return failure(
          413,
          'TOO_LARGE',
          `the list has ${value.length} requests, wanted at most ${MOST_OF_A_LIST}`,
        );
      return json(200, await answerList(model, value, counters));
    });
  }

  /** Counts a request until its last answer was taken, or nobody wants it any more. */
  function whileInFlight(answers: AsyncIterable<string>): AsyncIterable<string> {
    const iterator = answers[Symbol.asyncIterator]();
    let isOver = false;
    inFlight += 1;
    const over = (): void => {
      if (!isOver) inFlight -= 1;
      isOver = true;
    };
    const counted: AsyncIterator<string> = {
      next: async () => {
        try {
          const next = await iterator.next();
          if (next.done === true) over();
          return next;
        } catch (error) {
          over();
          throw error;
        }
      },
      return: async () => {
        over();
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    };
    return { [Symbol.asyncIterator]: () => counted };
  }

  function tooLarge(): ServeResponse {
    return failure(413, 'TOO_LARGE', `the body has more than ${bodyLimit} bytes`, { connection: 'close' });
  }

  function refusal(request: ServeRequest, path: string): ServeResponse | undefined {
    if (token === undefined) {
      if (!isLoopback(request.header('host')))
        return failure(403, 'FORBIDDEN', 'without a token this server answers to names of this machine only');
    } else if (path !== '/livez' && path !== '/readyz') {
      const given = givenSecret(request.header('authorization'));
      if (given === undefined || !isSameSecret(token, given))
        return failure(401, 'UNAUTHORIZED', 'the token is missing or wrong', {
          'www-authenticate': 'Bearer, Basic realm="graph"',
        });
    }
    // A page of somebody else's that this browser shows.
    const origin = request.header('origin');
    if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== request.header('host'))
      return failure(403, 'FORBIDDEN', 'this server answers to its own page only');
    return undefined;
  }

  async function answer(request: ServeRequest, path: string): Promise<ServeResponse> {
    const refused = refusal(request, path);
    if (refused !== undefined) return refused;
    const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (methods === undefined) return failure(404, 'NOT_FOUND', 'there is nothing; see /openapi.json');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (route === undefined)
      return failure(405, 'METHOD', `wanted ${Object.keys(methods).join(' or ')}`, {
        allow: Object.keys(methods).join(', '),
      });
    if (Number(request.header('content-length') ?? 0) > bodyLimit && path !== '/v1/batch') return tooLarge();
    if (inFlight >= maxInFlight && path.startsWith('/v1/'))
      return failure(429, 'BUSY', `${inFlight} requests are being answered, which is the most`, {
        'retry-after': '1',
      });
    inFlight += 1;
    try {
      return await route(request);
    } catch (error) {
      return failed(error);
    } finally {
      inFlight -= 1;
    }
  }

  function failed(error: unknown): ServeResponse {
    if (ServeError.is(error)) {
      const status = statusOfError(error);
      return failure(status, error.code, error.message, againAfter(status));
    }
    onError(error);
    if (CheckpointError.is(error))
      return failure(503, error.code, 'the checkpoint could not be saved; the log of the server says why');
    return failure(500, 'INTERNAL', 'something went wrong; the log of the server says what');
  }

  return async (request) => {
    const path = routeOf(request.url);
    const response = await answer(request, path);
    counters.request(Object.hasOwn(routes, path) ? path : 'other', response.status);
    return response;
  };
}

/** Tells whether a header `Host` names this machine: a page of somebody else's may have its own name resolve to it. */
function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
}
