import { refusalOf as reasonOf } from '../replay/learner.js';
import type { Outcome } from '../replay/outcome.js';
import type { Refusal } from './answers.js';

/** Says why an event did nothing. */
export function refusalOf(outcome: Outcome, id: string): Refusal {
  const name = JSON.stringify(id);
  switch (outcome.status) {
    case 'refused': {
      const { message, column } = outcome;
      return { status: 400, code: 'ROW', message, ...(column === undefined ? {} : { column }) };
    }
    case 'conflict':
      return { status: 409, code: 'CONFLICT', message: outcome.message };
    case 'expired':
      return {
        status: 410,
        code: 'EXPIRED',
        message: `the row of ${name} waits no more: its time was over, or it was dropped`,
      };
    default:
      return { status: 404, code: 'UNKNOWN', message: `no row was predicted with the id ${name}` };
  }
}

/** Says why a row cannot be predicted; throws again what is not about the row. */
export function refusedRow(error: unknown): Refusal {
  return { status: 400, code: 'ROW', ...reasonOf(error) };
}
