import { defineError, type ErrorClass } from '../define-error.js';

/** An implementation does not keep its contract. */
export const ContractError: ErrorClass<'BROKEN'> = defineError('ContractError');
export type ContractError = InstanceType<typeof ContractError>;

/** Throws a ContractError with that message unless `condition` holds. */
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ContractError('BROKEN', message);
}

/** Calls `act` and returns what it throws; a ContractError is thrown if that is nothing. */
export function ensureThrows(act: () => unknown, message: string): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new ContractError('BROKEN', `${message}: nothing was thrown`);
}
