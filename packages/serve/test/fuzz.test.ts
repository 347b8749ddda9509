import { Random } from '@graph/core';
import { expect, it } from 'vitest';
import { createHandler } from '../src/index.js';
import { opened, replayed } from './served.js';

const BODIES = 10_000;

const WORDS = ['a', 'id', 'features', 'label', 'fraud', '__proto__', 'constructor', 'toString', 'x', ''];
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1e308,
  -1e308,
  5e-324,
  '',
  'a',
  'NaN',
  '2026-01-01',
  '\u0000',
  '\ud800',
  '🙂',
  '<script>alert(1)</script>',
  'x'.repeat(300),
  [],
  {},
  [1, [2, [3]]],
];

/** Any value, a few levels deep. */
function anything(random: Random, depth = 0): unknown {
  const fate = random.below(10);
  if (depth > 3 || fate < 5) return VALUES[random.below(VALUES.length)];
  const parts = Array.from({ length: random.below(4) }, () => anything(random, depth + 1));
  if (fate < 7) return parts;
  return Object.fromEntries(parts.map((part) => [WORDS[random.below(WORDS.length)], part]));
}

/** A body that is nearly right, or a few bytes away from it, or nothing at all. */
function body(random: Random): string {
  const value = (): unknown => VALUES[random.below(VALUES.length)];
  const features = { a: value(), x: value(), ...(random.below(4) === 0 ? { fraud: value() } : {}) };
  const request: Record<string, unknown> = {
    ...(random.below(2) === 0 ? { id: `id-${random.below(50)}` } : {}),
    ...(random.below(3) > 0 ? { features: random.below(5) === 0 ? anything(random) : features } : {}),
    ...(random.below(2) === 0
      ? { label: random.below(3) === 0 ? anything(random) : random.below(2) === 0 }
      : {}),
  };
  const text = JSON.stringify(random.below(6) === 0 ? anything(random) : request) ?? '';
  if (random.below(4) > 0) return random.below(3) === 0 ? `[${text},${text}]` : text;
  const at = random.below(text.length + 1);
  return text.slice(0, at) + String.fromCharCode(random.below(300)) + text.slice(at + random.below(3));
}

const PATHS = ['/v1/predict', '/v1/learn', '/v1/batch', '/v1/checkpoint', '/v1/promote', '/', '/metrics'];

it(`answers ${BODIES} bodies of any kind, none with a 500, and its past is still its past`, async () => {
  const { served, log, clock } = await opened({ labelWaitMs: 500 });
  const errors: unknown[] = [];
  const handle = createHandler({ model: served, now: clock.now, onError: (error) => errors.push(error) });
  const random = Random.fromSeed(7, 'fuzz');
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < BODIES; ) {
    clock.time += random.below(40);
    const calls = Array.from({ length: 50 }, async () => {
      sent += 1;
      const path = PATHS[random.below(random.below(10) === 0 ? PATHS.length : 3)]!;
      const type = ['application/json', 'application/x-ndjson', 'text/plain'][random.below(3)]!;
      const response = await handle(
        new Request(`http://localhost${path}`, {
          method: 'POST',
          headers: { host: 'localhost', 'content-type': type },
          body: body(random),
        }),
      );
      await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    });
    await Promise.all(calls);
  }
  expect(errors).toEqual([]);
  expect([...statuses.keys()].sort()).toEqual([200, 400, 404, 405, 409, 410]);
  expect(statuses.get(200)).toBeGreaterThan(BODIES / 10);
  expect(await replayed(log)).toBe(served.digest);
  const { text } = await handle(new Request('http://localhost/')).then(async (page) => ({
    text: await page.text(),
  }));
  expect(text).not.toContain('<script>alert');
});
