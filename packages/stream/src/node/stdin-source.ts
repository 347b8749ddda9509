import process from 'node:process';
import type { ByteSource } from '../bytes/byte-source.js';
import { codecs } from './codecs.js';

/**
 * Makes a source of standard input. It can be read once only. To resume at a position, give the same bytes from the
 * start again: those already seen are passed over.
 */
export function stdinSource(): ByteSource {
  return { name: 'stdin', codecs, open: () => process.stdin as AsyncIterable<Uint8Array> };
}
