import { digest, sha256 } from '@graph/checkpoint';
import { StateFormat } from '@graph/core';
import { KeyedError } from '../errors.js';

/** The state of one key, unpacked. */
export type KeyState = {
  /** The sequence of the last event that changed it. */
  readonly position: number;
  /** Whether the key is quarantined: events are set aside until it is released. */
  readonly quarantined: boolean;
  /** What the learner's `state()` gave. */
  readonly state: Uint8Array;
};

const FORMAT = new StateFormat('keyed-state', 2, KeyedError);
const MAGIC = 0x3153_4b47; // GKS1, little-endian
const HEAD = 32;
const SUM = 32;

/**
 * Packs the state of one key, little-endian at fixed offsets: magic u32, version u32, layout u64, position f64, flags u32, length u32, the
 * learner's state, SHA-256 of all before.
 */
export function packState(layout: string, state: KeyState): Uint8Array {
  return packStateInto(new Uint8Array(packedBytes(state)), layout, state);
}

/** How many bytes a packed state has. */
export function packedBytes({ state }: KeyState): number {
  return HEAD + state.length + SUM;
}

/** As `packState`, into room that is exactly as large. */
export function packStateInto(
  blob: Uint8Array,
  layout: string,
  { position, quarantined, state }: KeyState,
): Uint8Array {
  const view = new DataView(blob.buffer, blob.byteOffset, HEAD);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, FORMAT.header.version, true);
  view.setBigUint64(8, layoutId(layout), true);
  view.setFloat64(16, position, true);
  view.setUint32(24, quarantined ? 1 : 0, true);
  view.setUint32(28, state.length, true);
  blob.set(state, HEAD);
  seal(blob);
  return blob;
}

/**
 * Unpacks the state of one key.
 *
 * @returns a state that does not share the blob's memory.
 * @throws KeyedError `STATE_DAMAGED` if its bytes are not those that were packed; `STATE` if it is of another layout or version.
 */
export function unpackState(layout: string, blob: Uint8Array): KeyState {
  if (blob.length < HEAD + SUM) throw damaged(`it has ${blob.length} bytes`);
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  if (view.getUint32(0, true) !== MAGIC) throw damaged('it does not begin as one');
  const version = view.getUint32(4, true);
  if (!isSealed(blob))
    throw damaged(
      `its checksum does not match${version === 1 ? ', or it is of version 1, which is no longer read' : ''}`,
    );
  if (version !== FORMAT.header.version) FORMAT.read({ ...FORMAT.header, version });
  if (view.getBigUint64(8, true) !== layoutId(layout))
    throw new KeyedError(
      'STATE',
      `a state of another layout, wanted one of ${layout}: use the settings that it was made with, or another group`,
    );
  if (view.getUint32(28, true) !== blob.length - HEAD - SUM) throw damaged('its length is another');
  return {
    position: view.getFloat64(16, true),
    quarantined: view.getUint32(24, true) === 1,
    state: blob.slice(HEAD, -SUM),
  };
}

const ids = new Map<string, bigint>();

/** The first 64 bits of the layout's digest. */
function layoutId(layout: string): bigint {
  const known = ids.get(layout);
  if (known !== undefined) return known;
  const id = BigInt(`0x${digest({ layout }).slice(7, 23)}`);
  // A process has one layout, or a few: what is remembered stays small.
  if (ids.size >= 64) ids.clear();
  ids.set(layout, id);
  return id;
}

/** Writes the SHA-256 of all bytes before the last 32 into those. */
function seal(blob: Uint8Array): void {
  const end = blob.length - SUM;
  const hex = sha256(blob.subarray(0, end));
  for (let at = 0; at < SUM; at += 1) blob[end + at] = byteAt(hex, at);
}

/** Tells whether the last 32 bytes are what `seal` wrote. */
function isSealed(blob: Uint8Array): boolean {
  const end = blob.length - SUM;
  const hex = sha256(blob.subarray(0, end));
  for (let at = 0; at < SUM; at += 1) if (blob[end + at] !== byteAt(hex, at)) return false;
  return true;
}

function byteAt(hex: string, at: number): number {
  return nibble(hex.charCodeAt(2 * at)) * 16 + nibble(hex.charCodeAt(2 * at + 1));
}

/** The value of a hexadecimal digit, 0 to 9 or a to f. */
const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87);

function damaged(why: string): Error {
  return new KeyedError(
    'STATE_DAMAGED',
    `these bytes are not a state that was written: ${why}. Restore it from a copy, or drop it and replay its key`,
  );
}
