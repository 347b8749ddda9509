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

/** Letters that JSON leaves as they are, and a terminal would obey: ids and labels may hold anything. */
const OBEYED = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Writes JSON that does nothing to what shows it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    OBEYED,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An answer that is JSON. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServeResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: jsonText(value),
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
