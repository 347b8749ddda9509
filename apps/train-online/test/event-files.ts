import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The scalars of one event. */
export type ReadEvent = { readonly step: number; readonly values: Readonly<Record<string, number>> };

/** Reads the event files of a folder, written from the specification alone; fails where a checksum is not right. */
export function readEvents(folder: string): ReadEvent[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => [...recordsOf(readFileSync(join(folder, name)))].map(eventOf))
    .filter(({ values }) => Object.keys(values).length > 0);
}

function* recordsOf(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    const sums = [file.readUInt32LE(at + 8), file.readUInt32LE(at + 12 + length)];
    if (sums[0] !== masked(file.subarray(at, at + 8)) || sums[1] !== masked(data))
      throw new Error(`the record at byte ${at} has a wrong checksum`);
    yield data;
    at += length + 16;
  }
}

/** CRC-32C, bit by bit, masked. */
function masked(bytes: Buffer): number {
  let crc = 0xffff_ffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x82f6_3b78n : crc >> 1n;
  }
  crc ^= 0xffff_ffffn;
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282_ead8n) & 0xffff_ffffn);
}

type Field = { readonly field: number; readonly value: number; readonly content: Buffer };

function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at]!;
      at += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const none = Buffer.alloc(0);
    const field = tag >> 3;
    if ((tag & 7) === 0) yield { field, value: varint(), content: none };
    else if ((tag & 7) === 2) {
      const length = varint();
      at += length;
      yield { field, value: length, content: message.subarray(at - length, at) };
    } else {
      const isDouble = (tag & 7) === 1;
      yield { field, value: isDouble ? message.readDoubleLE(at) : message.readFloatLE(at), content: none };
      at += isDouble ? 8 : 4;
    }
  }
}

function eventOf(record: Buffer): ReadEvent {
  const fields = [...fieldsOf(record)];
  const summary = fields.find(({ field }) => field === 5)?.content ?? Buffer.alloc(0);
  const values = [...fieldsOf(summary)].map(({ content }) => {
    const parts = [...fieldsOf(content)];
    const tag = parts.find(({ field }) => field === 1)!.content.toString();
    return [tag, parts.find(({ field }) => field === 2)!.value] as const;
  });
  return { step: fields.find(({ field }) => field === 2)?.value ?? 0, values: Object.fromEntries(values) };
}
