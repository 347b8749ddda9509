import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder =
  process.env['GRAPH_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Whether the public data sets are on this machine. */
export const hasData: boolean = existsSync(`${folder}/phishing.csv.gz`);

/** Reads one column of a data set, as words. */
export function readColumn(file: string, column: string): string[] {
  const [header, ...lines] = gunzipSync(readFileSync(`${folder}/${file}`))
    .toString('utf8')
    .trim()
    .split(/\r?\n/);
  const index = header!.split(',').indexOf(column);
  return lines.map((line) => line.split(',')[index]!);
}

/** Numbers the words in the order of their first meeting. */
export function toIndexes(words: readonly string[]): number[] {
  const indexes = new Map<string, number>();
  return words.map((word) => {
    if (!indexes.has(word)) indexes.set(word, indexes.size);
    return indexes.get(word)!;
  });
}
