import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Small inputs that real users meet, each of a kind that public bug reports of other systems describe. Deterministic.

let s = 1;
const uniform = () => {
  s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
  return (s + 0.5) / 2 ** 32;
};
const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const below = (n: number) => Math.floor(uniform() * n);
const rows = <T>(n: number, row: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => row(i));
type Content = string | Uint8Array;
const makers = new Map<string, () => Content>();
const put = (name: string, content: () => Content): void => {
  makers.set(name, content);
};
const csv = (header: string, n: number, row: (i: number) => readonly unknown[], sep = ','): string =>
  `${[header, ...rows(n, (i) => row(i).join(sep))].join('\n')}\n`;
const jsonl = (n: number, row: (i: number) => object): string =>
  text(rows(n, row).map((r) => JSON.stringify(r)));
const comma = (x: number, digits = 4) => x.toFixed(digits).replace('.', ',');
type Pair = [x: number, y: number];
const linear = (n: number, at = -1, change = (pair: Pair): Pair => pair): string =>
  csv('x,y', n, (i) => {
    const x = normal();
    const r: Pair = [x, 2 * x];
    return (i === at ? change(r) : r).map((v) => +v.toPrecision(8));
  });

// Numbers and dates in other notations
put('decimal-comma.csv', () =>
  csv(
    'x;colour;y',
    600,
    () => {
      const x = normal();
      const c = below(3);
      return [comma(x), ['red', 'green', 'blue'][c], comma(2 * x + c)];
    },
    ';',
  ),
);
put('thousands.csv', () =>
  csv('amount,y', 600, () => {
    const x = 500 + below(5000);
    return [`"${x.toLocaleString('en-US')}"`, x / 1000];
  }),
);
put('currency.csv', () =>
  csv('amount,y', 600, () => {
    const x = 500 + below(500000) / 100;
    return [`"$${x.toLocaleString('en-US', { minimumFractionDigits: 2 })}"`, x / 1000];
  }),
);
put('percent.csv', () =>
  csv('share,y', 600, () => {
    const x = below(1000) / 10;
    return [`${x}%`, x / 100];
  }),
);
const day = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 7.3 * 3600e3);
const two = (n: number) => String(n).padStart(2, '0');
const hourOf = (d: Date) => Math.cos((d.getUTCHours() / 24) * 2 * Math.PI);
put('postgres-dates.csv', () =>
  csv('at,y', 900, (i) => {
    const d = day(i);
    return [
      `${d.toISOString().slice(0, 19).replace('T', ' ')}.${below(900000) + 100000}+00`,
      hourOf(d).toFixed(4),
    ];
  }),
);
put('german-dates.csv', () =>
  csv('at,y', 900, (i) => {
    const d = day(i);
    return [
      `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`,
      hourOf(d).toFixed(4),
    ];
  }),
);
put('american-dates.csv', () =>
  csv('at,y', 900, (i) => {
    const d = day(i);
    const h = d.getUTCHours();
    return [
      `${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())}/${d.getUTCFullYear()} ${two(h % 12 || 12)}:${two(d.getUTCMinutes())} ${h < 12 ? 'AM' : 'PM'}`,
      hourOf(d).toFixed(4),
    ];
  }),
);
put('epoch.csv', () =>
  csv('at,y', 900, (i) => {
    const d = day(i);
    return [Math.floor(d.getTime() / 1000), hourOf(d).toFixed(4)];
  }),
);
put('clock.csv', () =>
  csv('time,y', 900, (i) => {
    const d = day(i);
    return [`${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:00`, hourOf(d).toFixed(4)];
  }),
);

// What a class or a column is
put('class-none.csv', () =>
  csv('x,severity', 600, () => {
    const k = below(3);
    return [(k + normal() * 0.05).toFixed(3), ['None', 'Mild', 'Severe'][k]];
  }),
);
put('class-sign.csv', () =>
  csv('x,answer', 600, () => {
    const k = below(2);
    return [(k + normal() * 0.05).toFixed(3), '+-'[k]];
  }),
);
put('class-bigint.jsonl', () =>
  text(
    rows(600, () => {
      const k = below(3);
      return `{"x":${(k + normal() * 0.05).toFixed(3)},"label":141361711250185012${k + 1}}`;
    }),
  ),
);
put('one-letter.csv', () =>
  csv('sex,x,y', 900, (i) => {
    const x = normal();
    return [i < 505 ? 'f' : 'fm'[below(2)], x.toFixed(3), (2 * x).toFixed(3)];
  }),
);
put('mixed-yes.csv', () =>
  csv('x,member', 900, () => {
    const k = below(2);
    return [
      (k + normal() * 0.1).toFixed(3),
      [
        ['no', 'False', '0', 'N'],
        ['yes', 'True', '1', 'Y'],
      ][k]![below(4)],
    ];
  }),
);
put('plus-minus-one.csv', () =>
  csv('x,label', 600, () => {
    const k = below(2);
    return [(k + normal() * 0.1).toFixed(3), [-1, 1][k]];
  }),
);
put('target-id.csv', () => csv('x,order_id', 1500, (i) => [normal().toFixed(3), `A-${100000 + i * 37}`]));
put('target-date.csv', () =>
  csv('x,shipped', 900, (i) => [normal().toFixed(3), day(i).toISOString().slice(0, 10)]),
);
put('many-classes.csv', () =>
  csv('x,city', 4000, () => {
    const k = below(800);
    return [k + 0.1 * normal(), `city${k}`];
  }),
);
put('names.csv', () =>
  csv('constructor,__proto__,toString,y', 600, () => {
    const a = below(3);
    return [['a', 'b', 'c'][a], ['k', 'l'][below(2)], 'xyz'[below(3)], a];
  }),
);
put(
  'latin1.csv',
  () =>
    new Uint8Array(
      Buffer.from(
        csv('x,name', 900, () => {
          const k = below(3);
          return [(k + normal() * 0.05).toFixed(2), `M${'äöü'[k]}hl`];
        }),
        'latin1',
      ),
    ),
);
put(
  'utf16.csv',
  () => new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(linear(300), 'utf16le')])),
);
put('late-column.csv', () =>
  csv('x,late,y', 1500, (i) => {
    const x = normal();
    const z = normal();
    return [x.toFixed(3), i < 700 ? '' : z.toFixed(3), (x + (i < 700 ? 0 : z)).toFixed(3)];
  }),
);
put('unlabelled.csv', () =>
  csv('x,y', 2000, (i) => {
    const x = normal();
    return [x.toFixed(3), i % 2 ? '' : (2 * x).toFixed(3)];
  }),
);
put('time-back.csv', () =>
  csv('at,x,y', 600, (i) => {
    const x = normal();
    return [i === 300 ? '2014-05-05' : day(i).toISOString(), x.toFixed(3), (2 * x).toFixed(3)];
  }),
);

// One wild value among clean ones (y = 2x)
put('spike-none.csv', () => linear(6000));
put('spike-input-1e6.csv', () => linear(6000, 1000, ([, y]) => [1e6, y]));
put('spike-input-1e9.csv', () => linear(6000, 100, ([, y]) => [1e9, y]));
put('spike-input-first.csv', () => linear(6000, 0, ([, y]) => [-9999999, y]));
put('spike-target.csv', () => linear(6000, 1000, ([x]) => [x, -9999]));
put('spike-target-1e9.csv', () => linear(6000, 300, ([x]) => [x, 1e9]));
put('sentinel.csv', () =>
  csv('x,z,y', 6000, (i) => {
    const x = normal();
    const z = normal();
    return [x.toFixed(4), i % 50 === 7 ? -999 : z.toFixed(4), (2 * x + z).toFixed(4)];
  }),
);

// Noise: where rehearsing much is worse than guessing
put('noisy-classes.csv', () =>
  csv('a,b,c,d,label', 10000, () => {
    const v = rows(4, normal);
    const p = 1 / (1 + Math.exp(-(v[0]! - v[1]!) * 0.8));
    return [...v.map((x) => x.toFixed(4)), uniform() < p ? 1 : 0];
  }),
);
put('noisy-number.csv', () =>
  csv('a,b,c,d,y', 10000, () => {
    const v = rows(4, normal);
    return [...v.map((x) => x.toFixed(4)), (v[0]! - v[1]! + 2 * normal()).toFixed(4)];
  }),
);
put('rare.csv', () =>
  csv('amount,country,hour,fraud', 30000, () => {
    const a = Math.exp(normal());
    const c = below(6);
    const h = below(24);
    const p = (0.04 * Math.exp(0.8 * Math.log(a) - 0.5 + (c === 2 ? 1 : 0) + (h < 5 ? 0.7 : 0))) / 1.6;
    return [a.toFixed(2), ['DE', 'FR', 'NG', 'US', 'PL', 'SE'][c], h, uniform() < p ? 'yes' : 'no'];
  }),
);
put('pure-noise.csv', () => csv('a,b,y', 5000, () => rows(3, () => normal().toFixed(4))));

// Files of other kinds
put(
  'sep-line.csv',
  () =>
    `sep=;\n${csv(
      'x;y',
      300,
      () => {
        const x = normal();
        return [x.toFixed(3), (2 * x).toFixed(3)];
      },
      ';',
    )}`,
);
put('array.json', () =>
  JSON.stringify(
    rows(300, () => {
      const x = normal();
      return { x, y: 2 * x };
    }),
  ),
);
put('array-pretty.json', () =>
  JSON.stringify(
    rows(300, () => {
      const x = normal();
      return { x, y: 2 * x };
    }),
    null,
    2,
  ),
);
put('nan.jsonl', () =>
  text(
    rows(300, (i) => {
      const x = normal();
      return `{"x": ${i % 40 === 5 ? 'NaN' : x}, "y": ${2 * x}}`;
    }),
  ),
);
put('bad-row.csv', () =>
  csv('x,y', 3000, (i) => {
    const x = normal();
    return [i === 2000 ? 'unknown' : x.toFixed(3), (2 * x).toFixed(3)];
  }),
);
put('escapes.csv', () =>
  csv('\u001b[31mRED\u001b]0;title\u0007,y', 300, () => {
    const x = normal();
    return [x.toFixed(3), (2 * x).toFixed(3)];
  }),
);
put('key-per-feature.jsonl', () =>
  jsonl(400, () => {
    const k = rows(20, () => below(9000));
    return { ...Object.fromEntries(k.map((f) => [`w${f}`, 1])), y: k.some((f) => f < 300) ? 1 : 0 };
  }),
);
put('delayed.csv', () =>
  csv('a,b,y', 60000, (i) => {
    const a = (i % 97) / 97;
    const b = (i % 89) / 89;
    return [a.toFixed(4), b.toFixed(4), (2 * a - b).toFixed(4)];
  }),
);

/** The names of all cases. */
export const caseNames: readonly string[] = [...makers.keys()];

/** Writes one case into a folder and returns its path. */
export function writeCase(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  s = 1;
  writeFileSync(path, makers.get(name)!());
  return path;
}
