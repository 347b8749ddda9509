import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { eventFileHeader, eventFileName, figureTags, scalarRecord } from '../src/index.js';
import { maskedCrc32c } from '../src/tensorboard/crc32c.js';
import { PYTHON, pythonHas } from './python.ts';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'python', 'read_events.py');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('event files of TensorBoard', () => {
  it('have the masked CRC-32C of RFC 3720', () => {
    const unmasked = (masked: number): number => {
      const turned = (masked - 0xa282_ead8) >>> 0;
      return ((turned >>> 17) | (turned << 15)) >>> 0;
    };
    const ascending = Uint8Array.from({ length: 32 }, (_, at) => at);
    expect(unmasked(maskedCrc32c(new TextEncoder().encode('123456789')))).toBe(0xe306_9283);
    expect(unmasked(maskedCrc32c(new Uint8Array(32)))).toBe(0x8a91_36aa);
    expect(unmasked(maskedCrc32c(new Uint8Array(32).fill(255)))).toBe(0x62a8_ab43);
    expect(unmasked(maskedCrc32c(ascending))).toBe(0x46dd_794e);
  });

  it('begin with the version that TensorFlow writes, byte for byte', () => {
    // tf.summary of TensorFlow 2 at 1.5 seconds since 1970.
    expect(hex(eventFileHeader({ seconds: 1.5 }))).toMatch(
      /^1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a32.{8}$/,
    );
  });

  it('have a record of a step with its tags', () => {
    const record = scalarRecord({ seconds: 2, step: 300, values: { a: 0.5, none: null, nan: Number.NaN } });
    expect(hex(record.subarray(12, -4))).toBe(
      '0900000000000000' + '40' + '10ac02' + '2a0a' + '0a080a016115' + '0000003f',
    );
    expect(new DataView(record.buffer).getBigUint64(0, true)).toBe(BigInt(record.length - 16));
  });

  it('are named so that TensorBoard finds them', () => {
    expect(eventFileName({ seconds: 1_700_000_000.9 }, 'my host')).toBe(
      'events.out.tfevents.1700000000.my-host',
    );
  });

  it('refuse a step that is not a whole number', () => {
    for (const step of [-1, 0.5, Number.NaN])
      expect(() => scalarRecord({ seconds: 1, step, values: {} })).toThrowError(
        expect.objectContaining({ name: 'ReportError', code: 'OPTION' }),
      );
  });

  const isThere = pythonHas('google.protobuf') && pythonHas('crc32c');
  it.skipIf(!isThere)(
    `are read by google.protobuf and a CRC that is not ours${isThere ? '' : ` (skipped: ${PYTHON} has no google.protobuf and crc32c)`}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'events-'));
      try {
        const file = join(folder, eventFileName({ seconds: 1 }, 'host'));
        const steps = [0, 1, 127, 128, 300, 2 ** 31, 2 ** 40 + 7, Number.MAX_SAFE_INTEGER];
        const records = steps.map((step, at) =>
          scalarRecord({
            seconds: 1e9 + at / 8,
            step,
            values: figureTags({ loss: { new: at / 4 }, metric: { model: -at, 'letzte Klasse ü': null } }),
          }),
        );
        writeFileSync(file, Buffer.concat([eventFileHeader({ seconds: 1 }), ...records]));
        const said = JSON.parse(execFileSync(PYTHON, [SCRIPT, file], { encoding: 'utf8' }));
        expect(said).toEqual([
          { time: 1, step: 0, version: 'brain.Event:2', values: {} },
          ...steps.map((step, at) => ({
            time: 1e9 + at / 8,
            step,
            version: '',
            values: { 'loss/new': at / 4, 'metric/model': -at },
          })),
        ]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
