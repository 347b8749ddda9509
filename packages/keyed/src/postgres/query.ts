import { KeyedError } from '../errors.js';

/**
 * Runs one statement, each in a transaction of its own, with `$1`, `$2`, … as its parameters (texts and numbers), and returns its rows as objects. Of `pg` that is
 * `(text, params) => pool.query(text, [...params])`, of `@electric-sql/pglite` the same of `db.query`.
 */
export type Query = (
  text: string,
  params: readonly (string | number)[],
) => Promise<{ readonly rows: readonly unknown[] }>;

/** Reads the columns of a row: clients give 64-bit numbers as texts, numbers or bigints. */
export class RowReader {
  readonly #row: Readonly<Record<string, unknown>>;

  constructor(row: unknown) {
    this.#row = row as Readonly<Record<string, unknown>>;
  }

  number(name: string): number {
    return Number(this.#row[name]);
  }

  text(name: string): string {
    return String(this.#row[name]);
  }

  flag(name: string): boolean {
    return this.#row[name] === true;
  }

  /** Copies bytes: a client may share their memory with other rows. */
  bytes(name: string): Uint8Array {
    const value = this.#row[name];
    if (value instanceof Uint8Array) return Uint8Array.from(value);
    throw new KeyedError(
      'OPTION',
      `query gives bytea as ${typeof value}, wanted a Uint8Array: leave the client's parser for it as it is`,
    );
  }
}

/** The two digits of each byte, as they are side by side in little-endian memory. */
const PAIRS: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  const digits = byte.toString(16).padStart(2, '0');
  return digits.charCodeAt(0) + 256 * digits.charCodeAt(1);
});
const DECODER: InstanceType<typeof TextDecoder> = new TextDecoder();

/** Writes bytes as hexadecimal digits, for `decode(…, 'hex')`. */
export function hexOf(bytes: Uint8Array): string {
  const digits = new Uint16Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) digits[at] = PAIRS[bytes[at]!]!;
  return DECODER.decode(digits);
}
