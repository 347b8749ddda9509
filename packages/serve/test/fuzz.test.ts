import { MemoryFileSystem } from '@graph/checkpoint';
import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { createHandler, FileEventLog } from '../src/index.js';
import { opened, replayed, SMALL } from './served.js';

const BODIES = 10_000;

/** What a terminal or a browser would obey. */
const ODD_TEXTS = [
  '\u0000',
  '\r\nset-cookie: a=b\r\n\r\n<b>',
  '\u001b[2J\u001b]0;taken\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  '\ud800',
  '🙂',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '\u2028',
];

const WORDS = [
  'a',
  'id',
  'features',
  'label',
  'fraud',
  '__proto__',
  'constructor',
  'toString',
  'x',
  '',
  'a.b',
];

/** Values as JSON has them: what JavaScript would write otherwise is among them. */
const VALUES: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-0.0',
    '1',
    '1e308',
    '-1e308',
    '1e999',
    '-1e999',
    '5e-324',
    '1e-999',
  ],
  ...['123456789012345678901234567890', '0.1', '""', '"a"', '"NaN"', '"-0"', '"2026-01-01"', '"1e999"'],
  ...['[]', '{}', '[1,[2,[3]]]', '{"__proto__":{"a":1}}', '{"toJSON":1}', '{"a":-0,"b":[1e999]}'],
  ...['{"a":{"b":{"c":{"d":{"e":1}}}}}', `"${'x'.repeat(300)}"`],
  ...ODD_TEXTS.map((text) => JSON.stringify(text)),
];

/** Deeper than anything may be. */
const DEEP = [
  (depth: number) => '['.repeat(depth) + ']'.repeat(depth),
  (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  (depth: number) => '['.repeat(depth),
];

type Pick = <T>(from: readonly T[]) => T;

/** Any value, a few levels deep. */
function anything(random: Random, pick: Pick, depth = 0): string {
  const fate = random.below(10);
  if (fate === 9 && random.below(8) === 0) return pick(DEEP)(pick([20, 200, 5000]));
  if (depth > 3 || fate < 5) return pick(VALUES);
  const parts = Array.from({ length: random.below(4) }, () => anything(random, pick, depth + 1));
  if (fate < 7) return `[${parts.join()}]`;
  return `{${parts.map((part) => `${JSON.stringify(pick(WORDS))}:${part}`).join()}}`;
}

/** A body that is nearly right, or a few bytes away from it, or nothing at all. */
function bodyOf(random: Random, pick: Pick): string {
  const id = (): string => (random.below(4) > 0 ? `id-${random.below(50)}` : pick(ODD_TEXTS));
  const more =
    random.below(4) === 0 ? `,${JSON.stringify(pick([...WORDS, ...ODD_TEXTS]))}:${pick(VALUES)}` : '';
  const features = `{"a":${pick(VALUES)},"x":${pick(VALUES)}${more}}`;
  const fields = [
    ...(random.below(2) === 0 ? [`"id":${JSON.stringify(id())}`] : []),
    ...(random.below(3) > 0
      ? [`"features":${random.below(5) === 0 ? anything(random, pick) : features}`]
      : []),
    ...(random.below(2) === 0
      ? [`"label":${random.below(3) === 0 ? anything(random, pick) : pick(['true', 'false', '-0', '1'])}`]
      : []),
  ];
  const text = random.below(6) === 0 ? anything(random, pick) : `{${fields.join()}}`;
  if (random.below(4) > 0) return random.below(3) === 0 ? `[${text},${text}]` : text;
  const at = random.below(text.length + 1);
  return text.slice(0, at) + String.fromCharCode(random.below(300)) + text.slice(at + random.below(3));
}

const PATHS = ['/v1/predict', '/v1/learn', '/v1/batch', '/v1/checkpoint', '/v1/promote', '/', '/metrics'];

/** Headers, right and wrong. */
const HEADERS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['content-type', ['application/json', 'application/x-ndjson', 'text/plain', 'ndjson;;', '']],
  ['content-length', ['-1', 'NaN', '1e99', '0x10', '99999999999999999999']],
  ['host', ['localhost', 'localhost:99999999', '127.0.0.1', 'evil.example', '', '[::1]']],
  ['origin', ['http://localhost', 'null', 'https://evil.example', 'x'.repeat(5000)]],
  ['authorization', ['Bearer', 'Basic !!', `Bearer ${'x'.repeat(9000)}`, 'Basic Og==']],
  ['transfer-encoding', ['chunked', 'gzip, chunked']],
  ['expect', ['100-continue']],
  ['x-forwarded-for', ['\u00ff']],
];

/** Letters that do something to what shows them, but for the end of a line. */
const OBEYED = /[^\P{Cc}\n]|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

async function fuzzed(target: string | readonly string[], bodies: number, seed: number) {
  const fileSystem = new MemoryFileSystem();
  const log = await FileEventLog.open({ fileSystem, folder: '/run/events' });
  const { served, clock } = await opened({
    log,
    model: { ...SMALL, target },
    labelWaitMs: 500,
    maxColumns: 12,
  });
  const errors: unknown[] = [];
  const handle = createHandler({ model: served, now: clock.now, onError: (error) => errors.push(error) });
  const random = Random.fromSeed(seed, 'fuzz');
  const pick: Pick = (from) => from[random.below(from.length)]!;
  const statuses = new Map<number, number>();
  const call = async (): Promise<void> => {
    const isId = random.below(12) === 0;
    const path = isId
      ? `/v1/pending/${pick(['%', '%00', '%0d%0a', `id-${random.below(50)}`, ...ODD_TEXTS.slice(6)])}`
      : PATHS[random.below(random.below(10) === 0 ? PATHS.length : 3)]!;
    const method = isId
      ? pick(['GET', 'DELETE', 'POST'])
      : random.below(30) === 0
        ? pick(['GET', 'PUT'])
        : 'POST';
    const headers = new Headers({ host: 'localhost', 'content-type': pick(HEADERS[0]![1].slice(0, 3)) });
    if (random.below(8) === 0) {
      const [name, values] = pick(HEADERS);
      headers.set(name, pick(values));
    }
    const body = method === 'GET' ? {} : { body: bodyOf(random, pick) };
    const response = await handle(new Request(`http://localhost${path}`, { method, headers, ...body }));
    const text = await response.text();
    expect(text).not.toMatch(OBEYED);
    for (const [, value] of response.headers) expect(value).not.toMatch(/set-cookie|[^\x20-\x7e]/);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  };
  for (let sent = 0; sent < bodies; sent += 50) {
    clock.time += random.below(40);
    await Promise.all(Array.from({ length: 50 }, call));
  }
  expect(errors).toEqual([]);
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(bodies / 10);
  const page = await handle(new Request('http://localhost/'));
  expect(await page.text()).not.toMatch(/<script>alert|<img/);
  await served.close();
  // What was read from the wire is what is read from the disk.
  const again = await FileEventLog.open({ fileSystem, folder: '/run/events' });
  expect(await replayed(again)).toBe(served.digest);
  return statuses;
}

describe('bodies and headers of any kind', () => {
  it(`are answered, ${BODIES} of them, none with a 500, and the past is still the past`, async () => {
    const statuses = await fuzzed('fraud', BODIES, 7);
    expect([...statuses.keys()].sort()).toEqual(
      expect.arrayContaining([200, 400, 403, 404, 405, 409, 410, 413]),
    );
  });

  it('are answered where several things are predicted', async () => {
    await fuzzed(['fraud', 'x'], 2000, 8);
  });
});
