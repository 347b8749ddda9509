import { check } from '../check.js';
import { maskedCrc32c } from './crc32c.js';

/** When an event was written, in seconds since 1970: no package reads a clock. */
export type EventTime = { readonly seconds: number };

/** Figures at one step. */
export type ScalarEvent = EventTime & {
  /** How many examples there were. */
  readonly step: number;
  /** By tag, such as `loss/new`; what is not finite is left out. */
  readonly values: Readonly<Record<string, number | null | undefined>>;
};

/**
 * Returns the name that TensorBoard looks for, `events.out.tfevents.…`.
 *
 * @param host - letters, digits, `-` and `.`; others become `-`.
 */
export function eventFileName({ seconds }: EventTime, host: string): string {
  const whole = String(Math.floor(seconds)).padStart(10, '0');
  return `events.out.tfevents.${whole}.${host.replaceAll(/[^A-Za-z0-9.-]/g, '-')}`;
}

/** Returns the record that an event file begins with. */
export function eventFileHeader({ seconds }: EventTime): Uint8Array {
  return recordOf([...double(1, seconds), ...bytes(3, text('brain.Event:2'))]);
}

/**
 * Returns a record of scalars, to be appended to an event file.
 *
 * @throws ReportError `OPTION` if the step is not a whole number ≥ 0.
 * @example
 * ```ts
 * appendFileSync(file, scalarRecord({ seconds: Date.now() / 1000, step: 640, values: { 'loss/new': 0.31 } }));
 * ```
 */
export function scalarRecord({ seconds, step, values }: ScalarEvent): Uint8Array {
  check.wholeNumber('step', step, { min: 0 });
  const summary = Object.entries(values).flatMap(([tag, value]) =>
    typeof value === 'number' && Number.isFinite(value)
      ? bytes(1, [...bytes(1, text(tag)), ...float(2, value)])
      : [],
  );
  return recordOf([...double(1, seconds), ...varint(2 * 8), ...varint(step), ...bytes(5, summary)]);
}

/** A record: its length, that length's CRC, the message, its CRC. */
function recordOf(message: readonly number[]): Uint8Array {
  const record = new Uint8Array(message.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(message, 12);
  view.setUint32(12 + message.length, maskedCrc32c(record.subarray(12, 12 + message.length)), true);
  return record;
}

// The four kinds of fields of `tensorflow.Event` that scalars need, in the wire format of protocol buffers.

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  out.push(rest);
  return out;
}

function bytes(field: number, content: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

function double(field: number, value: number): number[] {
  return [...varint(field * 8 + 1), ...new Uint8Array(Float64Array.of(value).buffer)];
}

function float(field: number, value: number): number[] {
  return [...varint(field * 8 + 5), ...new Uint8Array(Float32Array.of(value).buffer)];
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}
