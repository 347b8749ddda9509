/** What of a request is needed: the server of any runtime has it. */
export type ServeRequest = {
  readonly method: string;
  /** The path and what follows it, such as `/v1/model?x=1`. */
  readonly url: string;
  /** A header by its name in small letters. */
  header(name: string): string | undefined;
  /** Reads the body as text; undefined if it has more than `limit` bytes. */
  text(limit: number): Promise<string | undefined>;
  /** Reads the body piece by piece; who does not ask for the next one slows the sender down. */
  chunks(): AsyncIterable<Uint8Array>;
};

/** What is answered. */
export type ServeResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The whole text, or its pieces one after another, each when it is asked for. */
  readonly body: string | AsyncIterable<string>;
};

/** An answer that is JSON. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServeResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** An answer that says why there is none. */
export function failure(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ServeResponse {
  return json(status, { error: { code, message } }, headers);
}
