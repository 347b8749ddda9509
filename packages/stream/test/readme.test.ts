import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { checkTable, RowWriter, TableEncoder, TableReader } from '../src/index.ts';
import { fileSources } from '../src/node/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);

it.each(examples.map((example, index) => [index + 1, example] as const))(
  'prints in example %i of its README what it prints',
  async (_, example) => {
    const folder = mkdtempSync(join(tmpdir(), 'graph-stream-'));
    mkdirSync(join(folder, 'events'));
    writeFileSync(join(folder, 'events', 'monday.csv.gz'), gzipSync('amount,fraud\n10,0\n9000,1\nlots,1\n'));
    const printed: string[] = [];
    const body = example
      .replace(/^import .*$/gm, '')
      .replaceAll('console.log', 'print')
      .replace("'events/", `'${folder}/events/`);
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
    const names = { checkTable, RowWriter, TableEncoder, TableReader, fileSources };
    await new AsyncFunction(...Object.keys(names), 'print', body)(
      ...Object.values(names),
      (...values: unknown[]) => printed.push(values.join(' ').trimEnd()),
    );
    rmSync(folder, { recursive: true });
    expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
  },
);
