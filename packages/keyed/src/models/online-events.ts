import type { Prediction, Row } from '@graph/online';
import { KeyedError } from '../errors.js';
import { ByteSlab } from '../state/byte-slab.js';

const ENCODER: InstanceType<typeof TextEncoder> = new TextEncoder();
const DECODER: InstanceType<typeof TextDecoder> = new TextDecoder('utf-8', { fatal: true });

/** What the `OnlineModel` of a key is told. */
export type OnlineEvent =
  /** A row with its label: it is predicted, scored, and learned from. */
  | { readonly kind: 'learn'; readonly row: Row }
  /** A row whose label comes later, under that id; without an id it is only predicted. */
  | { readonly kind: 'predict'; readonly row: Row; readonly id?: string; readonly time?: number }
  /** The label of a row that was predicted under that id. */
  | { readonly kind: 'label'; readonly id: string; readonly label: unknown; readonly time?: number };

/** What the `OnlineModel` of a key has answered. */
export type OnlineAnswer =
  | { readonly status: 'learned'; readonly prediction: Prediction; readonly loss: number | null }
  | { readonly status: 'predicted'; readonly prediction: Prediction }
  /** A label whose row is unknown, has expired, or has its label. */
  | { readonly status: 'unknown' | 'expired' | 'labelled' }
  /** The event cannot be used, and nothing was learned from it; the key goes on. */
  | { readonly status: 'refused'; readonly message: string };

/** Writes an event as the body that the learners of `onlineModels` read: JSON as UTF-8. */
export function writeOnlineEvent(event: OnlineEvent): Uint8Array {
  return ENCODER.encode(JSON.stringify(event));
}

/**
 * Reads what a learner of `onlineModels` has answered.
 *
 * @throws KeyedError `EVENT` if it is not JSON.
 */
export function readOnlineAnswer(body: Uint8Array): OnlineAnswer {
  return parse(body) as OnlineAnswer;
}

/** Writes an answer as JSON. */
export function writeOnlineAnswer(answer: OnlineAnswer): Uint8Array {
  const text = textOf(answer);
  const { read, written } = ENCODER.encodeInto(text, room);
  if (read < text.length) return ENCODER.encode(text);
  const body = answers.take(written);
  body.set(room.subarray(0, written));
  return body;
}

/** Encoding into room that is there costs a tenth of an array for each answer. */
const room = new Uint8Array(1024);
const answers = new ByteSlab(2 ** 13);

function textOf(answer: OnlineAnswer): string {
  // Of what most answers are, this is the same text in a fraction of the time.
  if (answer.status === 'learned') {
    const { prediction, loss } = answer;
    const { value, probability, probabilities } = prediction;
    const isPlain = probability === undefined && probabilities === undefined && Number.isFinite(value);
    if (isPlain && (loss === null || Number.isFinite(loss)))
      return `{"status":"learned","prediction":{"value":${String(value)}},"loss":${String(loss)}}`;
  }
  return JSON.stringify(answer);
}

/** Reads an event's body. @throws KeyedError `EVENT` if it is not one. */
export function readOnlineEvent(body: Uint8Array): OnlineEvent {
  const event = parse(body);
  const { kind, row, id, time } = (event ?? {}) as Partial<Record<string, unknown>>;
  const isRow = typeof row === 'object' && row !== null && !Array.isArray(row);
  const isKnown =
    kind === 'label' ? typeof id === 'string' : (kind === 'learn' || kind === 'predict') && isRow;
  const isTimed = time === undefined || typeof time === 'number';
  if (!isKnown || !isTimed || (id !== undefined && typeof id !== 'string'))
    throw new KeyedError(
      'EVENT',
      'an event is { kind: "learn", row }, { kind: "predict", row, id } or { kind: "label", id, label }',
    );
  return event as OnlineEvent;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(DECODER.decode(body));
  } catch (cause) {
    throw new KeyedError('EVENT', 'the body is not JSON', { cause });
  }
}
