import { ensure } from '@graph/core/contract';
import { KeyedError, type KeyedErrorCode } from '../errors.js';

/** Throws a ContractError unless `act` rejects with a KeyedError of that code. */
export async function ensureRejects(
  code: KeyedErrorCode,
  what: string,
  act: () => Promise<unknown>,
): Promise<void> {
  let failure: unknown = 'nothing was thrown';
  try {
    await act();
  } catch (error) {
    failure = error;
  }
  ensure(KeyedError.is(failure) && failure.code === code, `${what}: wanted ${code}, got ${String(failure)}`);
}

/** Throws a ContractError unless both are written as the same JSON; bytes are written as lists. */
export function ensureEqual(found: unknown, wanted: unknown, what: string): void {
  const [left, right] = [show(found), show(wanted)];
  ensure(left === right, `${what}: got ${left}, wanted ${right}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return [...part];
    if (part instanceof Map) return [...part].sort(([left], [right]) => (left < right ? -1 : 1));
    return part;
  });
}
