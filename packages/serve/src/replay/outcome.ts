import type { Prediction } from '@graph/online';
import type { Label } from '../log/event.js';

/** What an event did. It follows from the events before it, so that a replay gives the same. */
export type Outcome =
  /** `version` is how many rows had been learned from. */
  | { readonly status: 'predicted'; readonly prediction: Prediction; readonly version: number }
  | {
      readonly status: 'learned';
      /** What was predicted of the row, before it was learned from. */
      readonly prediction: Prediction;
      readonly loss: number | null;
      readonly drift: boolean;
    }
  /** The same was asked for before; nothing has changed. */
  | { readonly status: 'duplicate'; readonly prediction?: Prediction; readonly version?: number }
  /** The id has another label, or waits with other features; nothing has changed. */
  | { readonly status: 'conflict'; readonly message: string }
  | { readonly status: 'unknown' | 'expired' }
  /** The row or its label cannot be used. */
  | { readonly status: 'refused'; readonly message: string; readonly column?: string }
  /** The row of an id is forgotten: nobody will bring its label. */
  | { readonly status: 'dropped' }
  | { readonly status: 'done' };

/** A label as it is compared with the one that came before. */
export function plainLabel(label: Label): string | number | boolean {
  return typeof label === 'object' ? JSON.stringify(label) : label;
}

/** Says what it means that an id does not wait. */
export function outcomeOf(status: string, id: string): Outcome {
  const name = `the id ${JSON.stringify(id)}`;
  if (status === 'labelled') return { status: 'conflict', message: `${name} has its label already` };
  if (status === 'conflict') return { status, message: `${name} has another label` };
  if (status === 'duplicate' || status === 'expired') return { status };
  return { status: 'unknown' };
}
